package relief

import (
	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// ownOrganization records an organization, or corrects the one of the same code.
func (im *importer) ownOrganization(in api.OrganizationInput) (api.Outcome, error) {
	known, err := im.b.Organizations()
	if err != nil {
		return "", err
	}
	before, exists := known[in.Code]
	if !exists {
		if err := im.b.w.may("createOrganization"); err != nil {
			return "", err
		}
		return im.b.PutOrganization(in)
	}
	if err := im.b.w.may("updateOrganization"); err != nil {
		return "", err
	}
	if in, err = unsaid(im, before.OrganizationInput, in); err != nil {
		return "", err
	}
	if same(before.OrganizationInput, in) {
		return api.Unchanged, nil
	}
	if err := in.Validate().Err(); err != nil {
		return "", err
	}
	w := im.b.w
	after := api.Organization{OrganizationInput: in, Meta: w.next(before.Meta)}
	if err := w.ReplaceOrganization(after, before.Version); err != nil {
		return "", err
	}
	known[in.Code] = after
	return api.Updated, orFlush(w.record("organizations", in.Code, "update", "", before, after), im.b)
}

// reporter fills in who reports and for which crisis, where the file does not say.
func (im *importer) reporter(organization, crisis *string) {
	if *organization == "" {
		*organization = im.opts.Organization
	}
	if *crisis == "" {
		*crisis = im.opts.Crisis
	}
}

// ownIncident records an incident, or corrects the one that the row was exported from
// or that carries its reference. One that was withdrawn stays so.
func (im *importer) ownIncident(row api.OwnRow[api.IncidentInput]) (api.Outcome, error) {
	in, w := row.Input, im.b.w
	im.reporter(&in.Organization, &in.Crisis)
	in = in.WithDefaults(w.caller)
	before, exists, err := im.incidentBefore(row.ID, in)
	if err != nil {
		return "", err
	}
	if !exists {
		if err := w.may("createIncident", in.Organization); err != nil {
			return "", err
		}
		_, err = w.createIncident(in)
		return api.Created, orFlush(err, im.b)
	}
	if row.Input.Organization == "" {
		in.Organization = before.Organization
	}
	if err := w.may("updateIncident", before.Organization); err != nil {
		return "", err
	}
	if in, err = unsaid(im, before.IncidentInput, in); err != nil {
		return "", err
	}
	if before.Status == api.IncidentWithdrawn || same(before.IncidentInput, in) {
		return api.Unchanged, nil
	}
	_, err = w.replaceIncident(before, in, "update")
	return api.Updated, orFlush(err, im.b)
}

func (im *importer) incidentBefore(id string, in api.IncidentInput) (before api.Incident, exists bool, err error) {
	w := im.b.w
	if api.IsID(id) {
		before, err = w.lockedIncident(id)
		if api.CodeOf(err) != api.CodeNotFound {
			return before, err == nil, err
		}
	}
	if in.Reference != "" {
		return w.IncidentByReference(in.Organization, in.Reference)
	}
	if in.Organization == "" || !in.Period.From.Valid() || !in.Period.To.Valid() {
		return before, false, nil
	}
	f := api.IncidentFilter{Page: api.Page{Limit: api.MaxLimit}, Organization: []string{in.Organization}, DateFrom: in.Period.From, DateTo: in.Period.To}
	twins, err := w.Incidents(store.Eyes{Sight: api.Sight{All: true, Done: api.Sensitivities}}, f)
	for _, r := range twins.Data {
		if r.Reference == "" && same(r.IncidentInput, in) {
			return r, true, nil
		}
	}
	return before, false, err
}

// ownConstraint records an access constraint, or corrects the one that the row was
// exported from, or that of the same organization, region, type and first day.
func (im *importer) ownConstraint(row api.OwnRow[api.AccessConstraintInput]) (api.Outcome, error) {
	in, w := row.Input, im.b.w
	im.reporter(&in.Organization, &in.Crisis)
	in = in.WithDefaults(w.caller)
	before, exists, err := im.constraintBefore(row.ID, in)
	if err != nil {
		return "", err
	}
	if !exists {
		if err := w.may("createAccessConstraint", in.Organization); err != nil {
			return "", err
		}
		_, err = w.createConstraint(in)
		return api.Created, orFlush(err, im.b)
	}
	if row.Input.Organization == "" {
		in.Organization = before.Organization
	}
	if err := w.may("updateAccessConstraint", before.Organization); err != nil {
		return "", err
	}
	if in, err = unsaid(im, before.AccessConstraintInput, in); err != nil {
		return "", err
	}
	if before.Status == api.ConstraintWithdrawn || same(before.AccessConstraintInput, in) {
		return api.Unchanged, nil
	}
	_, err = w.replaceConstraint(before, in)
	return api.Updated, orFlush(err, im.b)
}

func (im *importer) constraintBefore(id string, in api.AccessConstraintInput) (before api.AccessConstraint, exists bool, err error) {
	if api.IsID(id) {
		before, err = im.b.w.lockedConstraint(id)
		if api.CodeOf(err) != api.CodeNotFound {
			return before, err == nil, err
		}
	}
	all, err := im.b.w.SameConstraints(in)
	for _, c := range all {
		if c.Period.From == in.Period.From {
			return c, true, nil
		}
	}
	return before, false, err
}

// ownPresence records who works where. A presence is not corrected but ended or
// withdrawn, so that a row which differs from what is recorded is refused.
func (im *importer) ownPresence(row api.OwnRow[api.PresenceInput]) (api.Outcome, error) {
	in, w := row.Input, im.b.w
	im.reporter(&in.Organization, &in.Crisis)
	in = in.WithDefaults(w.caller)
	if err := w.may("createPresence", in.Organization); err != nil {
		return "", err
	}
	all, err := w.SamePresences(in)
	if err != nil {
		return "", err
	}
	for _, before := range all {
		if before.Period.From != in.Period.From {
			continue
		}
		if in, err = unsaid(im, before.PresenceInput, in); err != nil {
			return "", err
		}
		if same(before.PresenceInput, in) {
			return api.Unchanged, nil
		}
	}
	if err := w.checkPresence(in); err != nil {
		return "", err
	}
	p := w.newPresence(in)
	if err := w.AddPresences(p); err != nil {
		return "", err
	}
	return api.Created, orFlush(w.record("presence", p.ID, "create", "", nil, p), im.b)
}
