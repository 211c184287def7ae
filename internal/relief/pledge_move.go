package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
)

// TransitionPledge makes an announced pledge firm (to "pledged") or cancels a
// pledge (to "cancelled", with a reason). It returns [api.CodeConflict] where
// the pledge's state forbids that: what is committed must be decommitted
// before a pledge can be cancelled. To cancel a large one takes two people:
// then the outcome is [api.Awaiting].
func (s *Service) TransitionPledge(ctx context.Context, caller api.Caller, id string, t api.Transition, once *api.Once) (api.Pledge, error) {
	if err := s.mayAny(caller, "transitionPledge"); err != nil {
		return api.Pledge{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Pledge, error) { return w.transitionPledge(id, t) })
}

func (w *work) transitionPledge(id string, t api.Transition) (api.Pledge, error) {
	if t.To != "pledged" && t.To != "cancelled" {
		var f api.Fields
		f.Add("/to", "unknown_value", "A pledge moves to pledged or cancelled; its other statuses follow from its transactions.")
		return api.Pledge{}, f.Err()
	}
	operation := "transitionPledge:" + t.To
	before, err := w.ownPledge(id, operation)
	if err != nil {
		return api.Pledge{}, err
	}
	if err := w.asAgreed(before.Version); err != nil {
		return api.Pledge{}, err
	}
	after, err := w.movedPledge(before, &t)
	if err != nil {
		return api.Pledge{}, err
	}
	p, rest, err := w.checkPledge(after)
	if err != nil {
		return api.Pledge{}, err
	}
	if w.large(before) && w.takesTwo(operation) {
		return api.Pledge{}, w.await(operation, subject{"pledges", id, before.Version, before.Donor}, t, t.Reason)
	}
	return w.savePledge(before, p.Pledge, rest, t.To, t.Reason)
}

// movedPledge is the pledge in its next status, from a day that is filled in.
func (w *work) movedPledge(before api.Pledge, t *api.Transition) (api.Pledge, error) {
	if t.On == "" {
		t.On = max(w.today(), before.PledgedOn)
	}
	f := t.Validate()
	f.Order("/on", before.PledgedOn, t.On, "A pledge moves on or after the day it is made")
	after := before
	var err error
	if t.To == "pledged" {
		err = firm(&after, *t)
	} else {
		err = cancel(&after, *t, &f)
	}
	if err == nil {
		err = f.Err()
	}
	after.Meta = w.next(before.Meta)
	return after, err
}

func firm(p *api.Pledge, t api.Transition) error {
	if p.CancelledOn != "" {
		return api.Errorf(api.CodeConflict, "The pledge was cancelled on %s.", p.CancelledOn)
	}
	if p.Stage == api.Pledged {
		return api.Errorf(api.CodeConflict, "The pledge is firm since %s.", p.FirmOn)
	}
	p.Stage, p.FirmOn = api.Pledged, t.On
	return nil
}

func cancel(p *api.Pledge, t api.Transition, f *api.Fields) error {
	if p.CancelledOn != "" {
		return api.Errorf(api.CodeConflict, "The pledge was cancelled on %s.", p.CancelledOn)
	}
	if p.Committed.Minor > 0 {
		return api.Errorf(api.CodeConflict, "%s is committed. Record a decommitment (and a refund of what is paid) first, or reduce the amount to what is committed.", p.Committed)
	}
	if t.Reason == "" {
		f.Add("/reason", "required", "Say why the pledge is cancelled; the reason stays in the history.")
	}
	p.CancelledOn = t.On
	return nil
}

// repost works out the postings of every pledge of a crisis again, after a
// change of the places that they are counted in.
func (w *work) repost(crisis string) error {
	after := ""
	for {
		batch, err := w.PledgesAfter(crisis, after, 500, w.today())
		if err != nil || len(batch) == 0 {
			return err
		}
		ids := make([]string, len(batch))
		for i, p := range batch {
			ids[i] = p.ID
		}
		transactions, err := w.TransactionsOf(ids...)
		if err != nil {
			return err
		}
		for _, p := range batch {
			checked, rest, err := w.checkPledge(p)
			if err != nil {
				return err
			}
			if err := w.SetPostings(p, newAccount(checked.Pledge, rest).postings(transactions[p.ID]), false); err != nil {
				return err
			}
			after = p.ID
		}
	}
}
