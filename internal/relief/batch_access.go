package relief

import (
	"fmt"

	"github.com/konbit-aid/konbit/api"
)

// PutIncident records an incident or corrects the one that the organization
// recorded under the same reference. One that was withdrawn stays so.
func (b *Batch) PutIncident(in api.IncidentInput) (api.Outcome, error) {
	if err := b.settled(); err != nil {
		return "", err
	}
	in = in.WithDefaults(b.w.caller)
	before, exists, err := b.w.IncidentByReference(in.Organization, in.Reference)
	switch {
	case err != nil:
		return "", err
	case !exists:
		_, err = b.w.createIncident(in)
		return api.Created, orFlush(err, b)
	case before.Status == api.IncidentWithdrawn || same(before.IncidentInput, in):
		return api.Unchanged, nil
	}
	_, err = b.w.replaceIncident(before, in, "update")
	return api.Updated, orFlush(err, b)
}

// PutAccessConstraint records a constraint or corrects the one of the same
// organization, region, type and first day.
func (b *Batch) PutAccessConstraint(in api.AccessConstraintInput) (api.Outcome, error) {
	if err := b.settled(); err != nil {
		return "", err
	}
	in = in.WithDefaults(b.w.caller)
	all, err := b.w.SameConstraints(in)
	if err != nil {
		return "", err
	}
	for _, before := range all {
		switch {
		case before.Period.From != in.Period.From:
		case same(before.AccessConstraintInput, in):
			return api.Unchanged, nil
		default:
			_, err = b.w.replaceConstraint(before, in)
			return api.Updated, orFlush(err, b)
		}
	}
	_, err = b.w.createConstraint(in)
	return api.Created, orFlush(err, b)
}

// presences is what a batch knows of who works where in a crisis: read once, written together.
type presences struct {
	land    *territory
	have    map[presenceKey][]api.Presence
	pending []api.Presence
}

type presenceKey struct {
	organization, region string
	sector               api.SectorCode
}

func (b *Batch) presencesOf(crisis string) (*presences, error) {
	if p := b.present[crisis]; p != nil {
		return p, nil
	}
	c, ok, err := b.w.Crisis(crisis)
	if err != nil {
		return nil, err
	}
	p := &presences{have: map[presenceKey][]api.Presence{}}
	if ok {
		p.land = newTerritory(c)
	}
	all, err := b.w.PresencesOf(crisis)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		k := presenceKey{a.Organization, a.Region, a.Sector}
		p.have[k] = append(p.have[k], a)
	}
	if b.present == nil {
		b.present = map[string]*presences{}
	}
	b.present[crisis] = p
	return p, nil
}

// PutPresence records a presence, or corrects the one of the same organization,
// region, sector and first day. One that overlaps with another is [api.CodeInvalid].
func (b *Batch) PutPresence(in api.PresenceInput) (api.Outcome, error) {
	in = in.WithDefaults(b.w.caller)
	p, err := b.presencesOf(in.Crisis)
	if err != nil {
		return "", err
	}
	if err := b.checkPresence(p, in); err != nil {
		return "", err
	}
	k := presenceKey{in.Organization, in.Region, in.Sector}
	for i, before := range p.have[k] {
		switch {
		case before.Period.From == in.Period.From && same(before.PresenceInput, in):
			return api.Unchanged, nil
		case before.Period.From == in.Period.From:
			p.have[k][i], err = b.replacePresence(before, in)
			return api.Updated, err
		case overlap(in.Period, "", before.Period, before.EndedOn):
			return "", one("/period", "overlapping", fmt.Sprintf("It overlaps with the presence %s, which begins on %s.", before.ID, before.Period.From)).Err()
		}
	}
	now := b.w.newPresence(in)
	p.have[k] = append(p.have[k], now)
	p.pending = append(p.pending, now)
	if err := b.w.record("presence", now.ID, "import", "", nil, now); err != nil {
		return "", err
	}
	return api.Created, b.flushFull()
}

// checkPresence is what [work.checkPresence] checks, against what the batch has read.
func (b *Batch) checkPresence(p *presences, in api.PresenceInput) error {
	f := in.Validate()
	if p.land == nil && !f.Has("/crisis") {
		f.Add("/crisis", "unknown_crisis", "There is no crisis %q; GET /v1/crises lists them.", in.Crisis)
	}
	known, err := b.Organizations()
	if err != nil {
		return err
	}
	if _, ok := known[in.Organization]; !ok && !f.Has("/organization") {
		f.Add("/organization", "unknown_organization", "There is no organization %q; GET /v1/organizations?q= finds codes.", in.Organization)
	}
	places, err := b.places()
	if err != nil {
		return err
	}
	p.land.inside(&f, "/region", in.Region, places)
	return f.Err()
}

func (b *Batch) replacePresence(before api.Presence, in api.PresenceInput) (api.Presence, error) {
	if err := b.flush(); err != nil {
		return before, err
	}
	after := before
	after.PresenceInput, after.Meta = in, b.w.next(before.Meta)
	if err := b.w.ReplacePresence(after, before.Version); err != nil {
		return before, err
	}
	return after, b.w.record("presence", after.ID, "import", "", before, after)
}

// pendingPresences returns what is to be written, and forgets it.
func (b *Batch) pendingPresences() []api.Presence {
	var all []api.Presence
	for _, p := range b.present {
		all = append(all, p.pending...)
		p.pending = nil
	}
	return all
}
