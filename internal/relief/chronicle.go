package relief

import (
	"encoding/json"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// chronicle is what must be known of a resource to show the past of its records.
type chronicle struct {
	kind     string                                    // what a sentence calls a record
	reviewed bool                                      // others see it only once it counts or counted
	counts   []string                                  // members that are numbers of people, which the public does not see if they are small
	veiled   func(*store.Veil, []byte) ([]byte, error) // hides shielded areas in a state; nil where it names none
	placed   bool                                      // it is about a place: in a shielded area it is hidden as a whole
}

// chronicles lists the resources of the ledger whose past can be read.
var chronicles = map[string]chronicle{
	"regions":        {kind: "region"},
	"organizations":  {kind: "organization"},
	"exchange-rates": {kind: "exchange rate"},
	"crises":         {kind: "crisis"},
	"appeals":        {kind: "appeal", veiled: veiled(blurAppeals)},
	"assessments":    {kind: "assessment", reviewed: true, veiled: veiled(blurAssessments), counts: []string{"affected", "in_need", "targeted", "reached"}},
	"pledges":        {kind: "pledge", veiled: veiled(blur)},
	"transactions":   {kind: "transaction", veiled: veiled(blurTransactions)},

	"incidents":          {kind: "incident", placed: true, counts: []string{"killed", "civilians_killed", "injured", "abducted", "displaced", "returned"}},
	"access-constraints": {kind: "access constraint", placed: true},
	"presence":           {kind: "presence", placed: true},
}

// envelope is what a record of any resource says of whose it is and who may see it.
type envelope struct {
	Organization string          `json:"organization"`
	Donor        string          `json:"donor"`
	ReportedBy   string          `json:"reported_by"`
	Sensitivity  api.Sensitivity `json:"sensitivity"`
	Status       string          `json:"status"`
	WithdrawnOn  api.Date        `json:"withdrawn_on"`
	Pledge       string          `json:"pledge"`
	Version      int64           `json:"version"`
	Region       string          `json:"region"`
	Movement     *api.Movement   `json:"movement"`
}

// open reads the envelope of a state; nothing of an empty one.
func open(state []byte) (e envelope) {
	_ = json.Unmarshal(state, &e) // the ledger's own bytes
	return e
}

// owner is the organization whose record it is, "" for reference data.
func (e envelope) owner() string {
	for _, o := range []string{e.Organization, e.ReportedBy, e.Donor} {
		if o != "" {
			return o
		}
	}
	return ""
}

// sees tells whether one may see a state of a record that is now like another one.
func (c chronicle) sees(seen store.Eyes, then, now []byte) bool {
	return c.seesEnvelope(seen, open(then), open(now))
}

func (c chronicle) seesEnvelope(seen store.Eyes, then, now envelope) bool {
	if c.hides(seen.Veil, then) || c.hides(seen.Veil, now) {
		return false
	}
	if then.Sensitivity == "" && now.Sensitivity == "" {
		return true
	}
	return seesStudy(seen.Sight, then.owner(), stricter(then.Sensitivity, now.Sensitivity), c.published(then))
}

// hides tells whether one of the places that a state is about lies in a shielded area.
func (c chronicle) hides(v *store.Veil, e envelope) bool {
	if !c.placed || v.Empty() {
		return false
	}
	return v.Hides(e.Region) || e.Movement != nil && (v.Hides(e.Movement.From) || v.Hides(e.Movement.To))
}

// published tells whether others than the owner and coordinators may see a state at all.
func (c chronicle) published(e envelope) bool {
	return !c.reviewed || e.Status == string(api.Validated) || e.Status == string(api.Superseded) || e.WithdrawnOn != ""
}

// blurred hides shielded areas in a state.
func (c chronicle) blurred(v *store.Veil, state []byte) ([]byte, error) {
	if c.veiled == nil || v.Empty() || state == nil {
		return state, nil
	}
	return c.veiled(v, state)
}

// veiled makes of what hides areas in records what hides them in their states.
func veiled[R any](blur func(*store.Veil, []R)) func(*store.Veil, []byte) ([]byte, error) {
	return func(v *store.Veil, state []byte) ([]byte, error) {
		one := make([]R, 1)
		if err := json.Unmarshal(state, &one[0]); err != nil {
			return nil, api.Internal(err)
		}
		blur(v, one)
		out, err := json.Marshal(one[0])
		if err != nil {
			return nil, api.Internal(err)
		}
		return out, nil
	}
}

// blurAssessments leaves out the need lines of shielded areas.
func blurAssessments(v *store.Veil, list []api.Assessment) {
	for i := range list {
		list[i].Needs = slices.DeleteFunc(slices.Clone(list[i].Needs), func(n api.Need) bool { return v.Hides(n.Region) })
	}
}
