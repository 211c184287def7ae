package relief

import (
	"fmt"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/store"
)

// when is the time that a question is about: the day that records are true on,
// and the moment up to which what was recorded is known.
type when struct {
	on      api.Date  // as_of, or the day of the moment
	asked   bool      // as_of was given
	known   time.Time // known_at, or now
	past    bool      // known_at was given
	knownAt api.Moment
	policy  *policy.Policy
	seen    api.Sight   // which assessments the caller sees
	veil    *store.Veil // what hides areas from the caller
}

// when resolves as_of and known_at. A day or a moment that is still to come and
// a moment before the first record are [api.CodeMalformed].
// The caller sees what it sees now, also of the past.
func (s *Service) when(tx *store.Tx, caller api.Caller, asOf api.Date, knownAt api.Moment) (when, error) {
	w := when{on: asOf, asked: asOf != "", known: s.clock(), knownAt: knownAt, policy: s.policy}
	var f api.Fields
	var err error
	if w.seen, w.veil, err = s.sight(tx, caller, "assessments"); err != nil {
		return when{}, err
	}
	if knownAt != "" {
		if err := w.moment(tx, &f); err != nil {
			return when{}, err
		}
	}
	last := api.DateOf(w.known)
	if w.on == "" {
		w.on = last
	}
	switch {
	case f.Has("known_at"):
	case w.on > last && w.past:
		f.Add("as_of", "after_known_at", "On %s nobody knew what would be true on %s. Ask for a day up to known_at, or leave as_of out.", last, w.on)
	case w.on > last:
		f.Add("as_of", "in_the_future", "%s is still to come: today is %s (UTC), and nobody knows tomorrow.", w.on, last)
	}
	return w, malformed(f)
}

// moment reads known_at.
func (w *when) moment(tx *store.Tx, f *api.Fields) error {
	now := w.known
	at, ok := w.knownAt.Time()
	if !ok {
		f.Moment("known_at", w.knownAt)
		return nil
	}
	if at.After(now) {
		f.Add("known_at", "in_the_future", "%s is still to come: it is %s now.", w.knownAt, api.MomentOf(now))
		return nil
	}
	first, ok, err := tx.FirstMoment()
	if err != nil {
		return err
	}
	switch {
	case !ok:
		f.Add("known_at", "before_first_record", "Nothing is recorded here yet.")
	case at.Before(first):
		f.Add("known_at", "before_first_record", "Nothing was known on %s: the first record here is of %s.", w.knownAt, api.MomentOf(first))
	}
	w.known, w.past = at, true
	return nil
}

// records is what coverage is answered from: the tables as they are ([store.Tx]), or the [past].
type records interface {
	Crisis(code string) (api.Crisis, bool, error)
	PlansOf(crisis string) ([]store.Plan, error)
	Place(pcode string) (store.Place, bool, error)
	Nodes(tops []string) ([]store.Node, error)
	PostingSums(v store.View) ([]store.PostingSum, error)
	CurrentLines(v store.View) ([]store.Line, error)
	CandidatesAfter(v store.View, after string, limit int) ([]store.Candidate, error)
	PledgesAfter(crisis, after string, limit int, today api.Date) ([]api.Pledge, error)
	PostingsOf(v store.View, pledges []string) (map[string][]store.Reason, error)
	Moves(v store.View) ([]store.Move, error)
	DatedLines(v store.View, sectors []api.SectorCode) ([]store.DatedLine, error)
	Barriers(seen store.Eyes, v store.View) ([]store.Barrier, error)
	BarriersAfter(seen store.Eyes, crisis, after string, limit int) ([]store.Barrier, error)
	PresentAt(seen store.Eyes, v store.View, level int) ([]store.Present, error)
}

// records returns the tables, or the past if a moment was asked for.
func (w when) records(tx *store.Tx) records {
	if w.past {
		return newPast(tx, w.known)
	}
	return tx
}

// unknown is the answer for a record that was not there at a moment.
func (w when) unknown(kind, id string) error {
	e := api.NotFound(kind, id)
	if w.past {
		e.Detail = fmt.Sprintf("There was no %s %q on %s.", kind, id, w.knownAt)
	}
	return e
}
