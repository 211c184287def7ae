package relief

import (
	"context"
	"encoding/json"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/store"
)

// subject is the record that a change is about.
type subject struct {
	resource, id string
	version      int64
	owner        string // "" for reference data
}

// takesTwo tells whether an operation needs a second person now: the policy
// asks for one and none has agreed yet. The operator's commands need none.
func (w *work) takesTwo(operation string) bool {
	return w.s.policy.Rule(operation).Second != policy.Nobody && w.agreed == nil && !w.caller.Operator()
}

// asAgreed refuses a change that was agreed to for another version of the record.
func (w *work) asAgreed(version int64) error {
	if w.agreed == nil || w.agreed.RecordVersion == version {
		return nil
	}
	return api.Errorf(api.CodeConflict, "The record has changed since this was asked for: it is at version %d, not %d. Refuse this and ask again.", version, w.agreed.RecordVersion)
}

// await keeps a change until a second person decides. The write ends with
// [api.Awaiting]. One change of a kind can wait for a record at a time:
// [api.CodeConflict] with the location of the first.
func (w *work) await(operation string, of subject, change any, reason string) error {
	first, waits, err := w.PendingRequest(of.resource, of.id, operation)
	if err != nil {
		return err
	}
	if waits && first.ExpiresAt.After(w.at) {
		return &api.Error{Code: api.CodeConflict, Location: "/v1/approvals/" + first.ID,
			Detail: "The same change of this record waits for a second person already: /v1/approvals/" + first.ID}
	}
	if waits {
		if err := w.decide(first, api.ApprovalExpired, ""); err != nil {
			return err
		}
	}
	body, err := json.Marshal(change)
	if err != nil {
		return api.Internal(err)
	}
	needs := api.NeedsColleague
	if w.s.policy.Rule(operation).Second == policy.Stranger {
		needs = api.NeedsStranger
	}
	a := api.Approval{ID: w.s.newID(), Operation: operation, Resource: of.resource, Record: of.id, RecordVersion: of.version, Change: body,
		Reason: api.Opt(reason), Needs: needs, Status: api.Pending, Owner: api.Opt(of.owner), RequestedBy: w.caller.Organization,
		ExpiresAt: w.at.Add(api.ApprovalPeriod), Meta: w.fresh()}
	if err := w.AddRequest(store.Request{Approval: a, Asker: w.caller}); err != nil {
		return err
	}
	w.waiting = &a
	return w.record("approvals", a.ID, "create", reason, nil, withoutPersons(a))
}

// withoutPersons is the approval as the ledger keeps it for good: without what
// is a person's, like the subject of a grant.
func withoutPersons(a api.Approval) api.Approval {
	if a.Resource == "grants" {
		a.Change = json.RawMessage("{}")
	}
	return a
}

// changes says how each change is made once it is agreed to. They run as the
// one who asked, and check everything again.
var changes = map[string]func(w *work, a api.Approval) error{
	"updatePledge": func(w *work, a api.Approval) error {
		_, err := w.updatePledge(a.Record, 0, api.Patch(a.Change))
		return err
	},
	"transitionPledge:cancelled": func(w *work, a api.Approval) error {
		return replayed(a, func(t api.Transition) (api.Pledge, error) { return w.transitionPledge(a.Record, t) })
	},
	"createGrant":                            func(w *work, a api.Approval) error { return replayed(a, w.createGrant) },
	"transitionAssessment:rejected":          transitionAssessmentAgreed,
	"transitionAssessment:withdrawn":         transitionAssessmentAgreed,
	"changeIncidentSensitivity:open":         guardedIncident.agreed,
	"changeAccessConstraintSensitivity:open": guardedConstraint.agreed,
	"changeAssessmentSensitivity:open":       func(w *work, a api.Approval) error { return replayed(a, w.changeSensitivityOf(a.Record)) },
	"shieldRegion:open": func(w *work, a api.Approval) error {
		return replayed(a, func(in api.ShieldInput) (api.Shield, error) { return w.shieldRegion(a.Record, in) })
	},
}

func transitionAssessmentAgreed(w *work, a api.Approval) error {
	return replayed(a, func(t api.Transition) (api.Assessment, error) { return w.transitionAssessment(a.Record, t) })
}

// replayed reads the body that was sent and makes the change.
func replayed[In, R any](a api.Approval, make func(In) (R, error)) error {
	var in In
	if err := json.Unmarshal(a.Change, &in); err != nil {
		return api.Internal(err)
	}
	_, err := make(in)
	return err
}

// Approvals lists the changes that wait for a second person, or waited: those
// of the caller's organization and of its records; all for coordinators.
func (s *Service) Approvals(ctx context.Context, caller api.Caller, f api.ApprovalFilter) (api.List[api.Approval], error) {
	if err := s.may(caller, "listApprovals"); err != nil {
		return api.List[api.Approval]{}, err
	}
	list, err := read(ctx, s, func(tx *store.Tx) (api.List[api.Approval], error) {
		return tx.Requests(s.policy.Seen(caller, "approvals"), f, s.clock())
	})
	for i := range list.Data {
		list.Data[i] = s.aged(list.Data[i])
	}
	return list, err
}

// Approval reads one, or returns [api.CodeNotFound].
func (s *Service) Approval(ctx context.Context, caller api.Caller, id string) (api.Approval, error) {
	if err := s.may(caller, "getApproval"); err != nil {
		return api.Approval{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.Approval, error) {
		r, err := s.requestByID(tx, caller, id)
		return s.aged(r.Approval), err
	})
}

func (s *Service) requestByID(tx *store.Tx, caller api.Caller, id string) (store.Request, error) {
	return byID("approval", id, func(id string) (store.Request, bool, error) {
		return tx.Request(s.policy.Seen(caller, "approvals"), id)
	})
}

// aged shows what has waited too long as expired.
func (s *Service) aged(a api.Approval) api.Approval {
	if a.Status == api.Pending && !a.ExpiresAt.After(s.clock()) {
		a.Status = api.ApprovalExpired
	}
	return a
}

// TransitionApproval decides: approved makes the change as it was asked for,
// refused ends it, withdrawn takes it back. It returns [api.CodeForbidden] for
// who is not a second person, and what the change itself returns, then nothing
// is decided.
func (s *Service) TransitionApproval(ctx context.Context, caller api.Caller, id string, t api.Transition, once *api.Once) (api.Approval, error) {
	if err := s.mayAny(caller, "transitionApproval"); err != nil {
		return api.Approval{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Approval, error) {
		before, err := w.lockRequest(id)
		if err != nil {
			return api.Approval{}, err
		}
		to := api.ApprovalStatus(t.To)
		f := t.Validate()
		if to != api.Approved && to != api.Refused && to != api.TakenBack {
			f.Add("/to", "unknown_value", "An approval moves to approved, refused or withdrawn.")
		} else if err := w.mayDecide(before, to); err != nil {
			return api.Approval{}, err
		}
		if to == api.Refused && t.Reason == "" {
			f.Add("/reason", "required", "Say why; whoever asked will read it.")
		}
		if err := f.Err(); err != nil {
			return api.Approval{}, err
		}
		if to == api.Approved {
			if err := w.carryOut(before); err != nil {
				return api.Approval{}, err
			}
		}
		if err := w.decide(before, to, t.Reason); err != nil {
			return api.Approval{}, err
		}
		after, err := s.requestByID(w.Tx, caller, id)
		return after.Approval, err
	})
}

func (w *work) lockRequest(id string) (store.Request, error) {
	if _, err := w.s.requestByID(w.Tx, w.caller, id); err != nil {
		return store.Request{}, err
	}
	if err := w.LockRequest(id); err != nil {
		return store.Request{}, err
	}
	return w.s.requestByID(w.Tx, w.caller, id)
}

// mayDecide tells whether the caller is a second person for this change.
func (w *work) mayDecide(r store.Request, to api.ApprovalStatus) error {
	if status := w.s.aged(r.Approval).Status; status != api.Pending {
		return api.Errorf(api.CodeConflict, "The change is %s already.", status)
	}
	if err := w.may("transitionApproval:"+string(to), r.RequestedBy); err != nil || to == api.TakenBack {
		return err
	}
	caller := w.caller
	able := w.s.policy.Rule(r.Operation).Admits(caller, true) == nil
	switch {
	case r.Asker.Person == caller.Person:
		return api.Errorf(api.CodeForbidden, "Whoever asks for a change cannot agree to it. It takes a key that another person holds: one that the operator made, not one made with your own.")
	case r.Needs == api.NeedsStranger && caller.Organization == r.RequestedBy:
		return api.Errorf(api.CodeForbidden, "This takes two organizations; %s has asked for it, so another one decides.", r.RequestedBy)
	case caller.Coordinator(),
		r.Needs == api.NeedsColleague && able && caller.Owns(r.RequestedBy),
		r.Needs == api.NeedsStranger && able && caller.Owns(string(r.Owner)):
		return nil
	}
	return api.Errorf(api.CodeForbidden, "Deciding this takes the scope %s, or a coordinator.", policy.Words(w.s.policy.Rule(r.Operation).Scopes))
}

// carryOut makes the change in the name of the one who asked.
func (w *work) carryOut(r store.Request) error {
	change, known := changes[r.Operation]
	if !known {
		return api.Errorf(api.CodeConflict, "This version of the program does not know the operation %s.", r.Operation)
	}
	second := w.caller
	w.caller, w.agreed = r.Asker, &r.Approval
	err := change(w, r.Approval)
	w.caller, w.agreed = second, nil
	return err
}

// decide notes what became of a change.
func (w *work) decide(before store.Request, to api.ApprovalStatus, reason string) error {
	after := before
	after.Status, after.Decision, after.Meta = to, api.Opt(reason), w.next(before.Meta)
	if to == api.Approved && w.made != "" {
		after.Record = w.made
	}
	if to != api.ApprovalExpired {
		at := w.at
		after.DecidedBy, after.DecidedKey, after.DecidedAt = api.Opt(w.caller.Organization), w.caller.KeyID, &at
	}
	if err := w.ReplaceRequest(after, before.Version); err != nil {
		return err
	}
	return w.record("approvals", after.ID, string(to), reason, withoutPersons(before.Approval), withoutPersons(after.Approval))
}
