package relief

import (
	"context"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Incidents lists the incidents that the caller may see. To select by a number
// of people takes a key ([api.CodeUnauthorized]): else filters would tell the
// small numbers that the public is not shown.
func (s *Service) Incidents(ctx context.Context, caller api.Caller, f api.IncidentFilter) (api.List[api.Incident], error) {
	if by := f.Counts(); caller.Anonymous() && len(by) > 0 {
		return api.List[api.Incident]{}, needsKey(by)
	}
	list, err := asked(ctx, s, f.Page, f.AsOf != "" || f.KnownAt != "", func(tx *store.Tx) (api.List[api.Incident], error) {
		w, err := s.when(tx, caller, f.AsOf, f.KnownAt)
		if err != nil {
			return api.List[api.Incident]{}, err
		}
		seen := store.Eyes{Sight: s.policy.Seen(caller, "incidents"), Veil: w.veil}
		if w.past {
			return incidentsThen(tx, w, seen, f)
		}
		return tx.Incidents(seen, f)
	})
	for i := range list.Data {
		list.Data[i] = shownIncident(caller, list.Data[i])
	}
	return list, err
}

func needsKey(parameters []string) error {
	var f api.Fields
	for _, name := range parameters {
		f.Add(name, "needs_key", "Small numbers of people are not public, so selecting by them takes a key.")
	}
	return &api.Error{Code: api.CodeUnauthorized, Detail: "To select by " + strings.Join(parameters, ", ") + ", show a key: Authorization: Bearer knb_live_…", Fields: f}
}

// shownIncident hides small numbers of people from the public.
func shownIncident(caller api.Caller, r api.Incident) api.Incident {
	if caller.Anonymous() {
		r.Suppress()
	}
	return r
}

// Incident reads one incident. Absent and invisible are both [api.CodeNotFound].
func (s *Service) Incident(ctx context.Context, caller api.Caller, id string) (api.Incident, error) {
	return glance(ctx, s, func(tx *store.Tx) (api.Incident, error) {
		r, err := s.incidentByID(tx, caller, id)
		return shownIncident(caller, r), err
	})
}

func (s *Service) incidentByID(tx *store.Tx, caller api.Caller, id string) (api.Incident, error) {
	return seenByID(s, tx, caller, "incident", "incidents", id, (*store.Tx).Incident)
}

// CreateIncident records an incident of the caller's organization. It returns
// [api.CodeInvalid], [api.CodeForbidden] for another organization, and
// [api.CodeConflict] with the first one's location for a reference that the
// organization has used.
func (s *Service) CreateIncident(ctx context.Context, caller api.Caller, in api.IncidentInput, once *api.Once) (api.Incident, error) {
	in = in.WithDefaults(caller)
	if err := s.may(caller, "createIncident", in.Organization); err != nil {
		return api.Incident{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Incident, error) { return w.createIncident(in) })
}

func (w *work) createIncident(in api.IncidentInput) (api.Incident, error) {
	if err := w.checkIncident(in); err != nil {
		return api.Incident{}, err
	}
	if err := w.freeIncident(in); err != nil {
		return api.Incident{}, err
	}
	r := api.Incident{ID: w.s.newID(), IncidentInput: in, Status: api.IncidentRecorded, Meta: w.fresh()}
	if err := w.AddIncident(r); err != nil {
		return api.Incident{}, err
	}
	return r, w.record("incidents", r.ID, "create", "", nil, r)
}

// freeIncident sees that the organization has not used the reference.
func (w *work) freeIncident(in api.IncidentInput) error {
	if in.Reference == "" {
		return nil
	}
	if first, taken, err := w.IncidentByReference(in.Organization, in.Reference); taken || err != nil {
		return conflict(err, "incident", "/v1/incidents/"+first.ID)
	}
	return nil
}

// checkIncident validates an incident against the records it names.
func (w *work) checkIncident(in api.IncidentInput) error {
	var ends []place
	if m := in.Movement; m != nil {
		ends = []place{{"/movement/from", m.From}, {"/movement/to", m.To}}
	}
	return w.checkReport(in.Validate(), in.Crisis, in.Organization, in.Region, ends...)
}

// place is a region that an input names, and where.
type place struct{ pointer, pcode string }

// checkReport adds to what is wrong with a report by itself: crisis,
// organization and regions must be recorded, and the report's region must lie in
// the crisis. Others may lie anywhere.
func (w *work) checkReport(f api.Fields, crisis, organization, region string, others ...place) error {
	land, err := w.territoryOf(crisis, &f, "/crisis")
	if err != nil {
		return err
	}
	if err := w.knownOrganizations(&f, map[string]string{"/organization": organization}); err != nil {
		return err
	}
	pcodes := []string{region}
	for _, o := range others {
		pcodes = append(pcodes, o.pcode)
	}
	places, err := w.Places(pcodes)
	if err != nil {
		return err
	}
	land.inside(&f, "/region", region, places)
	for _, o := range others {
		knownRegion(&f, o.pointer, o.pcode, places)
	}
	return f.Err()
}

// UpdateIncident corrects an incident; crisis and organization stay. It returns
// [api.CodeConflict] for one that was withdrawn.
func (s *Service) UpdateIncident(ctx context.Context, caller api.Caller, id string, version int64, patch api.Patch) (api.Incident, error) {
	if err := s.may(caller, "updateIncident"); err != nil {
		return api.Incident{}, err
	}
	return write(ctx, s, caller, nil, func(w *work) (api.Incident, error) {
		before, err := w.ownIncident(id, "updateIncident")
		if err != nil {
			return api.Incident{}, err
		}
		if err := checkVersion(version, before.Version); err != nil {
			return api.Incident{}, err
		}
		in := before.IncidentInput
		if err := patch.Apply(&in); err != nil {
			return api.Incident{}, err
		}
		return w.replaceIncident(before, in.WithDefaults(caller), "update")
	})
}

// ownIncident reads and locks an incident that the caller may write.
func (w *work) ownIncident(id, operation string) (api.Incident, error) {
	r, err := w.lockedIncident(id)
	if err != nil {
		return api.Incident{}, err
	}
	return r, w.may(operation, r.Organization)
}

// lockedIncident reads and locks an incident that the caller sees.
func (w *work) lockedIncident(id string) (api.Incident, error) {
	if _, err := w.s.incidentByID(w.Tx, w.caller, id); err != nil {
		return api.Incident{}, err
	}
	if err := w.LockIncident(id); err != nil {
		return api.Incident{}, err
	}
	return w.s.incidentByID(w.Tx, w.caller, id)
}

func (w *work) replaceIncident(before api.Incident, in api.IncidentInput, action string) (api.Incident, error) {
	if before.Status != api.IncidentRecorded {
		return api.Incident{}, api.Errorf(api.CodeConflict, "The incident was withdrawn on %s and is no longer changed.", before.WithdrawnOn)
	}
	if err := w.checkIncident(in); err != nil {
		return api.Incident{}, err
	}
	var f api.Fields
	fixed(&f, "/crisis", before.Crisis, in.Crisis)
	fixed(&f, "/organization", before.Organization, in.Organization)
	staysClosed(&f, "incidents", before.ID, before.Sensitivity, in.Sensitivity)
	if err := f.Err(); err != nil {
		return api.Incident{}, err
	}
	if in.Reference != before.Reference {
		if err := w.freeIncident(in); err != nil {
			return api.Incident{}, err
		}
	}
	after := before
	after.IncidentInput, after.Meta = in, w.next(before.Meta)
	if err := w.ReplaceIncident(after, before.Version); err != nil {
		return api.Incident{}, err
	}
	return after, w.record("incidents", after.ID, action, "", before, after)
}

// TransitionIncident withdraws an incident, which needs a reason. It stays
// readable and is no longer summed.
func (s *Service) TransitionIncident(ctx context.Context, caller api.Caller, id string, t api.Transition, once *api.Once) (api.Incident, error) {
	if err := s.may(caller, "transitionIncident"); err != nil {
		return api.Incident{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Incident, error) {
		before, err := w.ownIncident(id, "transitionIncident")
		if err != nil {
			return api.Incident{}, err
		}
		if err := checkWithdrawal(t, []string{string(api.IncidentWithdrawn)}).Err(); err != nil {
			return api.Incident{}, err
		}
		if before.Status != api.IncidentRecorded {
			return api.Incident{}, api.Errorf(api.CodeConflict, "The incident is %s already.", before.Status)
		}
		after := before
		after.Status, after.WithdrawnOn, after.Meta = api.IncidentWithdrawn, w.dayOf(t), w.next(before.Meta)
		if err := w.ReplaceIncident(after, before.Version); err != nil {
			return api.Incident{}, err
		}
		return after, w.record("incidents", id, t.To, t.Reason, before, after)
	})
}

// checkWithdrawal checks a transition to one of some statuses, each of which needs a reason.
func checkWithdrawal(t api.Transition, to []string) api.Fields {
	f := t.Validate()
	if !f.Has("/to") {
		api.Known(&f, "/to", t.To, to)
	}
	if strings.TrimSpace(t.Reason) == "" && !f.Has("/reason") {
		f.Add("/reason", "required", "Say why; the reason stays in the history.")
	}
	return f
}

// dayOf is the day on which a transition takes effect: today if none is given.
func (w *work) dayOf(t api.Transition) api.Date {
	if t.On == "" {
		return w.today()
	}
	return t.On
}
