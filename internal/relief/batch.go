package relief

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Batch is the door for many records at once: one transaction, all or nothing,
// the same rules and the same ledger as for single records. A Put records what
// is new, changes what differs, and says which it was.
type Batch struct {
	w       *work
	regions map[string]store.Place // read once
	pending []store.Place          // new regions, written together
	known   map[string]api.Organization
	present map[string]*presences // by crisis
	ctx     context.Context

	weighed, weight int // entries that wait, and how large they are
}

// mostWeight is how much of entries waits before they are written, in bytes.
const mostWeight = 4 << 20

var errDryRun = errors.New("dry run")

// Batch runs fn in one transaction. With dryRun everything is checked and
// nothing is kept; an error of fn keeps nothing, too.
func (s *Service) Batch(ctx context.Context, caller api.Caller, dryRun bool, fn func(b *Batch) error) error {
	if !caller.Operator() {
		return api.Errorf(api.CodeForbidden, "Only the operator records many organizations' records at once.")
	}
	return s.batch(ctx, caller, dryRun, fn)
}

// batch is [Service.Batch] for a caller who was asked for already.
func (s *Service) batch(ctx context.Context, caller api.Caller, dryRun bool, fn func(b *Batch) error) error {
	err := s.store.WriteLong(ctx, func(tx *store.Tx) error {
		b := &Batch{w: s.work(tx, caller), ctx: ctx}
		if err := fn(b); err != nil {
			return err
		}
		if err := b.flush(); err != nil {
			return err
		}
		if dryRun {
			return errDryRun
		}
		return b.w.keepPeople()
	})
	if errors.Is(err, errDryRun) {
		return nil
	}
	return err
}

// flush writes what was collected.
func (b *Batch) flush() error {
	if err := b.w.AddPlaces(b.pending...); err != nil {
		return err
	}
	b.pending = nil
	if err := b.w.AddPresences(b.pendingPresences()...); err != nil {
		return err
	}
	b.weighed, b.weight = 0, 0
	return b.w.flush()
}

// flushFull writes what was collected if it is much.
func (b *Batch) flushFull() error {
	if err := b.ctx.Err(); err != nil {
		return api.Unavailable(err)
	}
	size := 0
	for _, e := range b.w.entries[b.weighed:] {
		size += len(e.Before) + len(e.After)
	}
	b.weighed, b.weight = len(b.w.entries), b.weight+size
	if len(b.w.entries) < 1000 && b.weight < mostWeight {
		return nil
	}
	return b.flush()
}

// settled makes sure that what other records refer to is written.
func (b *Batch) settled() error {
	if len(b.pending) == 0 {
		return nil
	}
	return b.flush()
}

func (b *Batch) places() (map[string]store.Place, error) {
	if b.regions == nil {
		all, err := b.w.AllPlaces()
		if err != nil {
			return nil, err
		}
		b.regions = all
	}
	return b.regions, nil
}

// RegionExists tells whether a p-code is recorded, or put by this batch.
func (b *Batch) RegionExists(pcode string) (bool, error) {
	places, err := b.places()
	_, ok := places[pcode]
	return ok, err
}

// Region returns a region by its p-code.
func (b *Batch) Region(pcode string) (api.Region, bool, error) {
	places, err := b.places()
	p, ok := places[pcode]
	return p.Region, ok, err
}

// PutRegion records or changes a region by its p-code. With gapsOnly only
// fields that are unknown are filled, and a name only where there is none.
func (b *Batch) PutRegion(in api.RegionInput, gapsOnly bool) (api.Outcome, error) {
	places, err := b.places()
	if err != nil {
		return "", err
	}
	before, exists := places[in.Pcode]
	if exists && gapsOnly {
		in = fillGaps(before.RegionInput, in)
	}
	f := in.Validate()
	parent, known := places[string(in.Parent)]
	var above *store.Place
	if in.Level > 0 && in.Parent != "" && !f.Has("/parent") {
		above = checkParent(in, parent, known, &f)
	}
	if exists {
		fixed(&f, "/level", before.Level, in.Level)
		fixed(&f, "/parent", before.Parent, in.Parent)
		fixed(&f, "/iso3", before.ISO3, in.ISO3)
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	if exists {
		return b.changeRegion(before, in)
	}
	p := newPlace(in, above, b.w.fresh())
	places[in.Pcode] = p
	b.pending = append(b.pending, p)
	if err := b.w.record("regions", p.Pcode, "import", "", nil, p.Region); err != nil {
		return "", err
	}
	return api.Created, b.flushFull()
}

func (b *Batch) changeRegion(before store.Place, in api.RegionInput) (api.Outcome, error) {
	in = keepKnown(before.RegionInput, in)
	if same(before.RegionInput, in) {
		return api.Unchanged, nil
	}
	if err := b.settled(); err != nil {
		return "", err
	}
	after, err := b.w.replaceRegion(before, in, "import")
	b.regions[in.Pcode] = store.Place{Region: after, Path: before.Path}
	if err != nil {
		return "", err
	}
	return api.Updated, b.flushFull()
}

// keepKnown keeps what a file does not say.
func keepKnown(before, in api.RegionInput) api.RegionInput {
	keep := func(have api.Opt, now *api.Opt) {
		if *now == "" {
			*now = have
		}
	}
	keep(before.Names.EN, &in.Names.EN)
	keep(before.Names.FR, &in.Names.FR)
	keep(before.Names.HT, &in.Names.HT)
	keep(before.Names.ES, &in.Names.ES)
	keep(before.ISO31662, &in.ISO31662)
	if in.Population == nil {
		in.Population, in.PopulationYear = before.Population, before.PopulationYear
	}
	if in.Centroid == nil {
		in.Centroid = before.Centroid
	}
	return in
}

// fillGaps takes from in only what before does not know.
func fillGaps(before, in api.RegionInput) api.RegionInput {
	out := keepKnown(in, before)
	out.Level, out.Parent, out.ISO3 = in.Level, in.Parent, in.ISO3
	if before.Names.In("en") != "" {
		out.Names = before.Names
	}
	return out
}

// same compares two records by what they look like on the wire.
func same(a, b any) bool { return contentOf(a) == contentOf(b) }

func contentOf(v any) string {
	j, err := api.Marshal(v)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(j)
	return hex.EncodeToString(sum[:])
}

// Organizations returns every organization by its code.
func (b *Batch) Organizations() (map[string]api.Organization, error) {
	if b.known == nil {
		all, err := b.w.AllOrganizations()
		if err != nil {
			return nil, err
		}
		b.known = map[string]api.Organization{}
		for _, o := range all {
			b.known[o.Code] = o
		}
	}
	return b.known, nil
}

// PutOrganization records an organization; one that exists stays as it is.
func (b *Batch) PutOrganization(in api.OrganizationInput) (api.Outcome, error) {
	known, err := b.Organizations()
	if err != nil {
		return "", err
	}
	if _, ok := known[in.Code]; ok {
		return api.Unchanged, nil
	}
	if err := in.Validate().Err(); err != nil {
		return "", err
	}
	o, err := b.w.addOrganization(in)
	known[in.Code] = o
	return api.Created, err
}
