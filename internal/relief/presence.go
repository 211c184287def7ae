package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Presences lists who works where, as far as the caller may see it.
func (s *Service) Presences(ctx context.Context, caller api.Caller, f api.PresenceFilter) (api.List[api.Presence], error) {
	return listed(ctx, s, caller, "presence", f, (*store.Tx).Presences)
}

// Presence reads one presence. Absent and invisible are both [api.CodeNotFound].
func (s *Service) Presence(ctx context.Context, caller api.Caller, id string) (api.Presence, error) {
	return glance(ctx, s, func(tx *store.Tx) (api.Presence, error) { return s.presenceByID(tx, caller, id) })
}

func (s *Service) presenceByID(tx *store.Tx, caller api.Caller, id string) (api.Presence, error) {
	return seenByID(s, tx, caller, "presence", "presence", id, (*store.Tx).Presence)
}

// CreatePresence records that the caller's organization works in a region and
// sector. It returns [api.CodeInvalid], [api.CodeForbidden] for another
// organization, and [api.CodeConflict] with the first one's location where it is
// recorded for a part of the time already.
func (s *Service) CreatePresence(ctx context.Context, caller api.Caller, in api.PresenceInput, once *api.Once) (api.Presence, error) {
	in = in.WithDefaults(caller)
	if err := s.may(caller, "createPresence", in.Organization); err != nil {
		return api.Presence{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Presence, error) {
		if err := w.checkPresence(in); err != nil {
			return api.Presence{}, err
		}
		p := w.newPresence(in)
		if err := w.AddPresences(p); err != nil {
			return api.Presence{}, err
		}
		return p, w.record("presence", p.ID, "create", "", nil, p)
	})
}

func (w *work) newPresence(in api.PresenceInput) api.Presence {
	return api.Presence{ID: w.s.newID(), PresenceInput: in, Status: api.PresenceRecorded, Meta: w.fresh()}
}

// checkPresence validates a new presence against the records it names, and sees
// that it is not recorded already.
func (w *work) checkPresence(in api.PresenceInput) error {
	if err := w.checkReport(in.Validate(), in.Crisis, in.Organization, in.Region); err != nil {
		return err
	}
	if err := w.LockReports(in.Organization); err != nil {
		return err
	}
	all, err := w.SamePresences(in)
	if err != nil {
		return err
	}
	for _, other := range all {
		if overlap(in.Period, "", other.Period, other.EndedOn) {
			return overlapping("presence", "/v1/presence/"+other.ID, other.Period)
		}
	}
	return nil
}

// TransitionPresence ends a presence on a day, or withdraws it, which needs a
// reason. It returns [api.CodeConflict] where the status does not allow the move.
func (s *Service) TransitionPresence(ctx context.Context, caller api.Caller, id string, t api.Transition, once *api.Once) (api.Presence, error) {
	if err := s.may(caller, "transitionPresence"); err != nil {
		return api.Presence{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Presence, error) {
		before, err := w.ownPresence(id, "transitionPresence")
		if err != nil {
			return api.Presence{}, err
		}
		f := checkWithdrawal(t, []string{string(api.PresenceEnded), string(api.PresenceWithdrawn)})
		after := before
		after.Status, after.Meta = api.PresenceStatus(t.To), w.next(before.Meta)
		if after.Status == api.PresenceEnded {
			after.EndedOn = w.dayOf(t)
			f.Order("/on", before.Period.From, after.EndedOn, "A presence ends on or after its first day")
		} else {
			after.WithdrawnOn = w.dayOf(t)
		}
		if err := f.Err(); err != nil {
			return api.Presence{}, err
		}
		if before.Status == api.PresenceWithdrawn || before.Status == after.Status {
			return api.Presence{}, api.Errorf(api.CodeConflict, "The presence is %s already and cannot become %s.", before.Status, t.To)
		}
		if err := w.ReplacePresence(after, before.Version); err != nil {
			return api.Presence{}, err
		}
		return after, w.record("presence", id, t.To, t.Reason, before, after)
	})
}

// ownPresence reads a presence that the caller may write, and keeps others from changing it.
func (w *work) ownPresence(id, operation string) (api.Presence, error) {
	p, err := w.s.presenceByID(w.Tx, w.caller, id)
	if err != nil {
		return api.Presence{}, err
	}
	if err := w.may(operation, p.Organization); err != nil {
		return api.Presence{}, err
	}
	if err := w.LockReports(p.Organization); err != nil {
		return api.Presence{}, err
	}
	return w.s.presenceByID(w.Tx, w.caller, id)
}
