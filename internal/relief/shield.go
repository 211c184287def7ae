package relief

import (
	"cmp"
	"context"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Shields lists the areas that are hidden from the public.
func (s *Service) Shields(ctx context.Context, caller api.Caller, f api.ShieldFilter) (api.List[api.Shield], error) {
	if err := s.may(caller, "listShields"); err != nil {
		return api.List[api.Shield]{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.List[api.Shield], error) { return tx.Shields(f) })
}

// ShieldRegion hides a region and all below it from the public at once, or asks
// to show it again, which takes two organizations: the outcome is [api.Awaiting].
func (s *Service) ShieldRegion(ctx context.Context, caller api.Caller, pcode string, in api.ShieldInput, once *api.Once) (api.Shield, error) {
	if err := s.mayAny(caller, "shieldRegion"); err != nil {
		return api.Shield{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Shield, error) { return w.shieldRegion(pcode, in) })
}

func (w *work) shieldRegion(pcode string, in api.ShieldInput) (api.Shield, error) {
	in = in.WithDefaults()
	place, ok, err := w.Place(pcode)
	if _, err := found("region", pcode, place, ok, err); err != nil {
		return api.Shield{}, err
	}
	before, had, err := w.ShieldOf(pcode)
	if err != nil {
		return api.Shield{}, err
	}
	operation := "shieldRegion:close"
	if !*in.Shielded {
		operation = "shieldRegion:open"
	}
	if err := w.may(operation); err != nil {
		return api.Shield{}, err
	}
	if err := cmp.Or(in.Validate().Err(), w.asAgreed(before.Version)); err != nil {
		return api.Shield{}, err
	}
	switch {
	case place.Parent == "":
		return api.Shield{}, api.Errorf(api.CodeConflict, "A country as a whole cannot be shielded: its figures would have nowhere to be shown. Shield the regions below it.")
	case had && before.Shielded == *in.Shielded:
		return api.Shield{}, api.Errorf(api.CodeConflict, "%s is shielded already, by %s.", pcode, before.Organization)
	case !*in.Shielded && !had:
		return api.Shield{}, api.Errorf(api.CodeConflict, "%s is not shielded.", pcode)
	case w.takesTwo(operation):
		return api.Shield{}, w.await(operation, subject{"shields", pcode, before.Version, ""}, in, in.Reason)
	}
	after := api.Shield{Region: pcode, Shielded: *in.Shielded, Organization: w.caller.Organization, Reason: in.Reason, Meta: w.fresh()}
	if !had {
		if err := w.AddShield(after, place); err != nil {
			return api.Shield{}, err
		}
		if err := w.touchBelow(place); err != nil {
			return api.Shield{}, err
		}
		return after, w.record("shields", pcode, "shield", in.Reason, nil, after)
	}
	after.Meta = w.next(before.Meta)
	if err := w.ReplaceShield(after, place, before.Version); err != nil {
		return api.Shield{}, err
	}
	if err := w.touchBelow(place); err != nil {
		return api.Shield{}, err
	}
	return after, w.record("shields", pcode, map[bool]string{true: "shield", false: "unshield"}[after.Shielded], in.Reason, before, after)
}

// veil returns what hides areas from the caller: nothing from who shows a key.
func (s *Service) veil(tx *store.Tx, caller api.Caller) (*store.Veil, error) {
	if !caller.Anonymous() {
		return &store.Veil{}, nil
	}
	version, ok := s.store.Access(tx.Context())
	if v, kept := s.recall.veil.get(version, struct{}{}); ok && kept {
		return v, nil
	}
	v, err := tx.Veil()
	if err == nil && !v.Empty() {
		err = tx.Lift(&v)
	}
	if ok && err == nil && tx.Newest() {
		s.recall.veil.put(version, struct{}{}, &v)
	}
	return &v, err
}

// knowVeil sees to it that what is hidden from the caller is in memory before a transaction begins: there it would be asked for by
// itself, and could not be kept.
func (s *Service) knowVeil(ctx context.Context, caller api.Caller) error {
	if _, ok := s.store.Access(ctx); !ok || !caller.Anonymous() {
		return nil // nothing is hidden from who shows a key, or nothing can be kept for now
	}
	return s.store.Glance(ctx, func(tx *store.Tx) error {
		_, err := s.veil(tx, caller)
		return err
	})
}

// blur shows the money of shielded areas at the regions above them.
func blur(v *store.Veil, pledges []api.Pledge) {
	if v.Empty() {
		return
	}
	for i := range pledges {
		p := &pledges[i]
		p.Allocations = blurred(v, p.Allocations)
		if d := p.Destination; d != nil {
			p.Destination = &api.Destination{Regions: blurredPlaces(v, d.Regions), Sectors: d.Sectors}
		}
	}
}

func blurred(v *store.Veil, parts []api.Allocation) []api.Allocation {
	out := []api.Allocation{}
	for _, a := range parts {
		a.Region = v.Shown(a.Region)
		at := slices.IndexFunc(out, func(o api.Allocation) bool { return o.Region == a.Region && o.Sector == a.Sector })
		if at < 0 {
			out = append(out, a)
		} else {
			out[at].Amount.Minor += a.Amount.Minor
		}
	}
	return out
}

func blurredPlaces(v *store.Veil, regions []string) []string {
	out := []string{}
	for _, r := range regions {
		if r = v.Shown(r); !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func blurTransactions(v *store.Veil, list []api.Transaction) {
	for i, t := range list {
		if t.Allocation != nil {
			list[i].Allocation = &api.Cell{Region: v.Shown(t.Allocation.Region), Sector: t.Allocation.Sector}
		}
	}
}

// blurAppeals shows the requirements of shielded areas at the regions above
// them, without the numbers of people.
func blurAppeals(v *store.Veil, list []api.Appeal) {
	if v.Empty() {
		return
	}
	for i := range list {
		appeal := &list[i]
		out := []api.Requirement{}
		for _, r := range appeal.Requirements {
			if v.Hides(r.Region) {
				r.Region, r.PeopleTargeted = v.Shown(r.Region), nil
			}
			at := slices.IndexFunc(out, func(o api.Requirement) bool {
				return o.Region == r.Region && o.Sector == r.Sector && (o.Amount == nil || r.Amount == nil || o.Amount.Currency == r.Amount.Currency)
			})
			switch {
			case at < 0:
				out = append(out, r)
			case out[at].Amount == nil:
				out[at].Amount = r.Amount
			case r.Amount != nil:
				sum := api.Money{Minor: out[at].Amount.Minor + r.Amount.Minor, Currency: r.Amount.Currency}
				out[at].Amount = &sum
			}
		}
		appeal.Requirements = out
	}
}

// inSight drops the regions of a filter that are hidden from the reader. all is
// true where nothing is left to look at.
func inSight(v *store.Veil, regions []string) (shown []string, none bool) {
	for _, r := range regions {
		if !v.Hides(r) {
			shown = append(shown, r)
		}
	}
	return shown, len(regions) > 0 && len(shown) == 0
}
