package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Regions lists regions. It returns [api.CodeMalformed] for an unknown region
// in the filter or a foreign cursor.
func (s *Service) Regions(ctx context.Context, _ api.Caller, f api.RegionFilter) (api.List[api.Region], error) {
	list, err := asked(ctx, s, f.Page, false, func(tx *store.Tx) (api.List[api.Region], error) { return tx.Regions(f) })
	for i, r := range list.Data {
		list.Data[i].Name = r.Names.In(language(ctx))
	}
	return list, err
}

// Region reads one region, or returns [api.CodeNotFound].
func (s *Service) Region(ctx context.Context, _ api.Caller, pcode string) (api.Region, error) {
	return glance(ctx, s, func(tx *store.Tx) (api.Region, error) {
		p, ok, err := tx.Place(pcode)
		p.Name = p.Names.In(language(ctx))
		return found("region", pcode, p.Region, ok, err)
	})
}

// CreateRegion records a region. It returns [api.CodeInvalid], and
// [api.CodeConflict] for a p-code that exists.
func (s *Service) CreateRegion(ctx context.Context, caller api.Caller, in api.RegionInput, once *api.Once) (api.Region, error) {
	if err := s.may(caller, "createRegion"); err != nil {
		return api.Region{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Region, error) {
		f := in.Validate()
		parent, err := w.parentOf(in, &f)
		if err != nil {
			return api.Region{}, err
		}
		if err := f.Err(); err != nil {
			return api.Region{}, err
		}
		if _, taken, err := w.Place(in.Pcode); taken || err != nil {
			return api.Region{}, conflict(err, "region", "/v1/regions/"+in.Pcode)
		}
		p := newPlace(in, parent, w.fresh())
		if err := w.AddPlaces(p); err != nil {
			return api.Region{}, err
		}
		return p.Region, w.record("regions", p.Pcode, "create", "", nil, p.Region)
	})
}

// UpdateRegion changes a region. P-code, level and parent stay as they are.
func (s *Service) UpdateRegion(ctx context.Context, caller api.Caller, pcode string, version int64, patch api.Patch) (api.Region, error) {
	if err := s.may(caller, "updateRegion"); err != nil {
		return api.Region{}, err
	}
	return write(ctx, s, caller, nil, func(w *work) (api.Region, error) {
		before, ok, err := w.Place(pcode)
		if _, err := found("region", pcode, before, ok, err); err != nil {
			return api.Region{}, err
		}
		if err := checkVersion(version, before.Version); err != nil {
			return api.Region{}, err
		}
		in := before.RegionInput
		if err := patch.Apply(&in); err != nil {
			return api.Region{}, err
		}
		f := in.Validate()
		fixed(&f, "/pcode", before.Pcode, in.Pcode)
		fixed(&f, "/level", before.Level, in.Level)
		fixed(&f, "/parent", before.Parent, in.Parent)
		fixed(&f, "/iso3", before.ISO3, in.ISO3)
		if err := f.Err(); err != nil {
			return api.Region{}, err
		}
		return w.replaceRegion(before, in, "update")
	})
}

func (w *work) replaceRegion(before store.Place, in api.RegionInput, action string) (api.Region, error) {
	after := store.Place{Region: api.Region{Name: in.Names.In("en"), RegionInput: in, Meta: w.next(before.Meta)}, Path: before.Path}
	if err := w.ReplacePlace(after, before.Version); err != nil {
		return api.Region{}, err
	}
	return after.Region, w.record("regions", in.Pcode, action, "", before.Region, after.Region)
}

// parentOf reads the parent and checks that the tree stays a tree.
func (w *work) parentOf(in api.RegionInput, f *api.Fields) (*store.Place, error) {
	if in.Parent == "" || in.Level <= 0 || f.Has("/parent") {
		return nil, nil
	}
	p, ok, err := w.Place(string(in.Parent))
	if err != nil {
		return nil, err
	}
	return checkParent(in, p, ok, f), nil
}

func checkParent(in api.RegionInput, p store.Place, known bool, f *api.Fields) *store.Place {
	switch {
	case !known:
		f.Add("/parent", "unknown_region", "There is no region %q; record the parent first.", string(in.Parent))
		return nil
	case p.Level != in.Level-1:
		f.Add("/level", "wrong_level", "%s is at level %d, so a region below it is at level %d.", p.Pcode, p.Level, p.Level+1)
	case p.ISO3 != in.ISO3:
		f.Add("/iso3", "wrong_country", "%s is in %s.", p.Pcode, p.ISO3)
	}
	return &p
}

func newPlace(in api.RegionInput, parent *store.Place, m api.Meta) store.Place {
	p := store.Place{Region: api.Region{Name: in.Names.In("en"), RegionInput: in, Meta: m}}
	if parent != nil {
		p.Path = append(p.Path, parent.Path...)
	}
	p.Path = append(p.Path, in.Pcode)
	return p
}

// fixed refuses a change of a field that identifies a record.
func fixed[T comparable](f *api.Fields, pointer string, before, after T) {
	if before != after {
		f.Add(pointer, "immutable", "This field cannot be changed; it is %v.", before)
	}
}

// conflict is the answer for a record that exists already.
func conflict(err error, kind, location string) error {
	if err != nil {
		return err
	}
	return &api.Error{Code: api.CodeConflict, Detail: "This " + kind + " is recorded already: " + location, Location: location}
}
