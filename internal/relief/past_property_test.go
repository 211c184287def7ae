package relief_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
)

// story is one crisis in which things happen.
type story struct {
	*world
	r           *rapid.T
	crisis      string
	pledges     []api.Pledge
	assessments []api.Assessment
	region      int
	asked       int
	answers     []remembered
}

// remembered is an answer as it was given live at a moment.
type remembered struct {
	at       api.Moment
	question string
	ask      func(api.Moment) (any, error)
	live     string
}

// TestThePastIsWhatWasAnsweredThen is the promise of known_at: whatever happens
// afterwards, a question about an earlier moment gets the answer that it got then.
func TestThePastIsWhatWasAnsweredThen(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			n++
			s := &story{world: w, r: r, crisis: fmt.Sprintf("c%d", n)}
			_, err := w.CreateCrisis(w.ctx, w.coordinator(), api.CrisisInput{Code: s.crisis, Title: "Crisis", Regions: []string{"HT"}, StartedOn: "2024-01-01"}, nil)
			s.fine(err)
			s.shield()
			s.shared()
			for range rapid.IntRange(2, 10).Draw(r, "steps") {
				*w.now = w.now.Add(time.Duration(rapid.IntRange(1, 900).Draw(r, "minutes")) * time.Minute)
				s.step()
				s.remember()
			}
			for _, a := range s.answers {
				s.compare(a)
			}
			s.cells()
		})
	})
}

// compare asks again. The last moment is now, so that what is known now is compared with the tables, too.
func (s *story) compare(a remembered) {
	s.r.Helper()
	if got := s.text(a.ask(a.at)); got != a.live {
		s.r.Fatalf("%s at %s (live -, past +):\n%s", a.question, a.at, cmp.Diff(pretty(a.live), pretty(got)))
	}
}

func pretty(text string) any {
	var v any
	_ = json.Unmarshal([]byte(text), &v)
	return v
}

func (s *story) text(v any, err error) string {
	if err != nil {
		return string(api.CodeOf(err))
	}
	b, err := json.Marshal(v)
	s.fine(err)
	return string(b)
}

// fine passes over what the rules refuse.
func (s *story) fine(err error) bool {
	s.r.Helper()
	switch api.CodeOf(err) {
	case "":
		return true
	case api.CodeInvalid, api.CodeConflict:
		return false
	}
	s.r.Fatal(err)
	return false
}

func (s *story) recently(name string) api.Date {
	return api.DateOf(*s.now).AddDays(-rapid.IntRange(-3, 12).Draw(s.r, name))
}

func (s *story) step() {
	steps := map[string]func(){"pledge": s.promise, "pay": s.payment, "move a pledge": s.movePledge, "change a pledge": s.changePledge, "assess": s.study,
		"fold": s.fold, "move an assessment": s.moveStudy, "change an assessment": s.changeStudy, "widen the crisis": s.widen, "plan": s.plan, "place": s.place}
	names := []string{"pledge", "pledge", "pay", "pay", "move a pledge", "change a pledge", "assess", "assess", "move an assessment", "move an assessment",
		"move an assessment", "change an assessment", "widen the crisis", "widen the crisis", "plan", "plan", "place", "fold", "fold"}
	steps[rapid.SampledFrom(names).Draw(s.r, "step")]()
}

func (s *story) promise() {
	in := randomPledge(s.r)
	in.Crisis, in.PledgedOn = s.crisis, s.recently("pledged on")
	if in.ExpiresOn != "" {
		in.ExpiresOn = in.PledgedOn.AddDays(rapid.IntRange(0, 5).Draw(s.r, "for"))
	}
	if in.Destination != nil && rapid.Bool().Draw(s.r, "far") {
		in.Destination.Regions = []string{"HT", rapid.SampledFrom([]string{"DO", "KE"}).Draw(s.r, "shared with")}
	}
	if rapid.Bool().Draw(s.r, "appeal") {
		in.Appeal = api.Opt("A-" + s.crisis)
	}
	p, err := s.CreatePledge(s.ctx, s.donor(), in, nil)
	if s.fine(err) {
		s.pledges = append(s.pledges, p)
	}
}

// shared makes pledges that are counted elsewhere once the crisis grows.
func (s *story) shared() {
	for _, d := range []*api.Destination{nil, {Regions: []string{"HT", "KE"}}, {Regions: []string{"HT01", "DO01"}}} {
		in := pledge(rapid.Int64Range(1, 100_00).Draw(s.r, "shared money"))
		in.Crisis, in.Destination = s.crisis, d
		p, err := s.CreatePledge(s.ctx, s.donor(), in, nil)
		if s.fine(err) {
			s.pledges = append(s.pledges, p)
		}
	}
}

func (s *story) payment() {
	if len(s.pledges) == 0 {
		return
	}
	p := rapid.SampledFrom(s.pledges).Draw(s.r, "of")
	in := api.TransactionInput{Type: rapid.SampledFrom(api.TransactionTypes).Draw(s.r, "type"), Date: s.recently("date"), Sources: cited,
		Amount: api.Money{Minor: rapid.Int64Range(1, p.Amount.Minor).Draw(s.r, "minor"), Currency: p.Amount.Currency}}
	if n := len(p.Allocations); n > 0 && rapid.Bool().Draw(s.r, "named") {
		a := p.Allocations[rapid.IntRange(0, n-1).Draw(s.r, "which")]
		in.Allocation = &api.Cell{Region: a.Region, Sector: a.Sector}
	}
	_, err := s.CreateTransaction(s.ctx, s.donor(), p.ID, in, nil)
	s.fine(err)
}

func (s *story) movePledge() {
	if len(s.pledges) == 0 {
		return
	}
	p := rapid.SampledFrom(s.pledges).Draw(s.r, "moved")
	_, err := s.TransitionPledge(s.ctx, s.donor(), p.ID, api.Transition{To: rapid.SampledFrom([]string{"pledged", "cancelled"}).Draw(s.r, "to"), Reason: "drawn"}, nil)
	s.fine(err)
}

func (s *story) changePledge() {
	if len(s.pledges) == 0 {
		return
	}
	p := rapid.SampledFrom(s.pledges).Draw(s.r, "changed")
	patch := rapid.SampledFrom([]string{`{"title":"Water"}`, `{"allocations":[]}`, `{"destination":{"regions":["HT01","HT02"],"sectors":["WSH"]}}`, `{"earmarking":"C"}`,
		`{"appeal":null}`}).Draw(s.r, "patch")
	_, err := s.UpdatePledge(s.ctx, s.donor(), p.ID, 0, api.Patch(patch))
	s.fine(err)
}

func (s *story) study() {
	in := api.AssessmentInput{Crisis: s.crisis, Title: "Needs", Method: "hno", PublishedOn: s.recently("published on"),
		Period:      api.Period{From: "2024-01-01", To: rapid.SampledFrom([]api.Date{"2024-06-30", "2024-12-31"}).Draw(s.r, "period")},
		Sensitivity: rapid.SampledFrom(api.Sensitivities).Draw(s.r, "sensitivity"), Sources: cited}
	for _, region := range rapid.SampledFrom([][]string{{"HT01"}, {"HT01"}, {"HT", "HT01"}, {"HT", "HT0111"}}).Draw(s.r, "regions") {
		n := people(region, rapid.SampledFrom([]api.SectorCode{"ALL", "WSH"}).Draw(s.r, "sector"), rapid.Int64Range(0, 30).Draw(s.r, "people"))
		m := usd(rapid.Int64Range(0, 100_00).Draw(s.r, "money"))
		n.Required = &m
		in.Needs = append(in.Needs, n)
	}
	a, err := s.CreateAssessment(s.ctx, s.ngo(), in, nil)
	if s.fine(err) {
		s.assessments = append(s.assessments, a)
		if rapid.IntRange(0, 2).Draw(s.r, "validated at once") > 0 {
			_, err := s.TransitionAssessment(s.ctx, s.ngo(), a.ID, api.Transition{To: "submitted"}, nil)
			s.fine(err)
			_, err = s.TransitionAssessment(s.ctx, s.coordinator(), a.ID, api.Transition{To: "validated"}, nil)
			s.fine(err)
		}
	}
}

func (s *story) moveStudy() {
	if len(s.assessments) == 0 {
		return
	}
	a := rapid.SampledFrom(s.assessments).Draw(s.r, "assessment")
	to := rapid.SampledFrom([]string{"submitted", "validated", "validated", "rejected", "withdrawn"}).Draw(s.r, "status")
	who := s.coordinator()
	switch to {
	case "submitted":
		who = s.ngo()
	case "rejected", "withdrawn":
		who = api.System // others need a second person
	}
	_, err := s.TransitionAssessment(s.ctx, who, a.ID, api.Transition{To: to, Reason: "drawn"}, nil)
	s.fine(err)
}

func (s *story) changeStudy() {
	if len(s.assessments) == 0 {
		return
	}
	a := rapid.SampledFrom(s.assessments).Draw(s.r, "assessment")
	_, err := s.UpdateAssessment(s.ctx, s.ngo(), a.ID, 0, api.Patch(`{"title":"More needs","needs":[{"region":"HT02","sector":"WSH","in_need":7},{"region":"HT","sector":"ALL","in_need":70}]}`))
	s.fine(err)
}

func (s *story) widen() {
	_, err := s.UpdateCrisis(s.ctx, s.coordinator(), s.crisis, 0, api.Patch(rapid.SampledFrom([]string{`{"regions":["HT","DO"]}`, `{"regions":["HT","KE"]}`,
		`{"regions":["HT","DO","KE"]}`, `{"title":"Changed"}`}).Draw(s.r, "regions")))
	s.fine(err)
}

// plan records an appeal, or changes it. Its euros are worth what the rates of the moment say.
func (s *story) plan() {
	amount := api.Money{Minor: rapid.Int64Range(1, 1000_00).Draw(s.r, "asked"), Currency: "EUR"}
	rate := api.ExchangeRateInput{Currency: "EUR", Date: api.Date("2024-02-01").AddDays(rapid.IntRange(0, 20).Draw(s.r, "rate of")), Source: "UN",
		Rate: api.Decimal(fmt.Sprintf("0.9%d", rapid.IntRange(1, 9).Draw(s.r, "rate")))}
	w := s.world
	s.fine(w.Batch(w.ctx, api.System, false, putRate(rate)))
	if rapid.Bool().Draw(s.r, "only the rate") {
		return
	}
	in := api.AppealInput{Code: "A-" + s.crisis, Crisis: s.crisis, Title: "Plan", Type: "flash_appeal", StartsOn: "2024-02-25", EndsOn: "2026-12-31", Sources: cited,
		Requirements: []api.Requirement{{Region: rapid.SampledFrom([]string{"HT", "HT01"}).Draw(s.r, "for"), Sector: "WSH", Amount: &amount}}}
	if _, err := s.CreateAppeal(s.ctx, s.coordinator(), in, nil); !s.fine(err) {
		part, err := json.Marshal(map[string]any{"requirements": in.Requirements})
		s.fine(err)
		_, err = s.UpdateAppeal(s.ctx, s.coordinator(), in.Code, 0, api.Patch(part))
		s.fine(err)
	}
}

// place makes a new region in Haiti, or counts the people of one again.
func (s *story) place() {
	s.region++
	n := rapid.Int64Range(1, 1000).Draw(s.r, "population")
	year := 2024
	if rapid.Bool().Draw(s.r, "new") {
		_, err := s.CreateRegion(s.ctx, s.coordinator(), api.RegionInput{Pcode: "HT-" + strings.ToUpper(s.crisis) + "-" + fmt.Sprint(s.region), Level: 1, Parent: "HT", ISO3: "HTI",
			Names: api.Names{EN: "New"}, Population: &n, PopulationYear: &year}, nil)
		s.fine(err)
		return
	}
	_, err := s.UpdateRegion(s.ctx, s.coordinator(), "HT02", 0, api.Patch(fmt.Sprintf(`{"population":%d}`, n)))
	s.fine(err)
}

// fold folds all or some of what was written into the cells of coverage.
func (s *story) fold() {
	if rapid.Bool().Draw(s.r, "the day turns") {
		s.fine(s.TurnPeople(s.ctx))
		return
	}
	s.fine(s.FoldCells(s.ctx, rapid.SampledFrom([]int{0, 0, 3}).Draw(s.r, "deltas left")))
}

// shield hides areas from the public, or shows them: of one story for all of its time, for the past is told as who asks sees it now.
func (s *story) shield() {
	for _, region := range []string{"HT01", "HT0111"} {
		hide := rapid.IntRange(0, 3).Draw(s.r, "hide "+region) == 0
		_, err := s.ShieldRegion(s.ctx, api.System, region, api.ShieldInput{Shielded: &hide, Reason: "drawn"}, nil)
		s.fine(err)
	}
}

// cells compares what coverage is read from with the records, as it is and made anew.
func (s *story) cells() {
	_, err := s.VerifyCells(s.ctx)
	s.fine(err)
	if rapid.Bool().Draw(s.r, "rebuild") {
		s.fine(s.RebuildCells(s.ctx))
		_, err = s.VerifyCells(s.ctx)
		s.fine(err)
	}
}

// questionsAsked is how many questions are asked after each step.
const questionsAsked = 5

// remember asks some questions, each kind in its turn, and keeps the answers.
func (s *story) remember() {
	callers := map[string]api.Caller{"the public": {}, "wfp": s.ngo(), "ocha": s.coordinator()}
	for range questionsAsked {
		name := rapid.SampledFrom([]string{"the public", "wfp", "ocha"}).Draw(s.r, "who asks")
		question, ask := s.question(kinds[s.asked%len(kinds)], callers[name])
		s.asked++
		s.answers = append(s.answers, remembered{api.MomentOf(*s.now), name + " asks for " + question, ask, s.text(ask(""))})
	}
}
