package relief

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Boundary reads the boundary of a region, or returns [api.CodeNotFound]: for a
// region that is not there, and for one whose boundary nobody has recorded.
func (s *Service) Boundary(ctx context.Context, _ api.Caller, pcode string, f api.BoundaryFilter) (api.BoundaryFeature, error) {
	return read(ctx, s, func(tx *store.Tx) (api.BoundaryFeature, error) {
		p, ok, err := tx.Place(pcode)
		if _, err := found("region", pcode, p, ok, err); err != nil {
			return api.BoundaryFeature{}, err
		}
		b, ok, err := tx.Boundary(pcode)
		if err != nil {
			return api.BoundaryFeature{}, err
		}
		if !ok {
			return api.BoundaryFeature{}, api.Errorf(api.CodeNotFound, "Nobody has recorded the boundary of %s; konbit import boundaries reads them.", pcode)
		}
		out := api.BoundaryFeature{Type: "Feature", ID: pcode, BBox: b.BBox, Geometry: b.Simple,
			Properties: api.BoundaryProperties{Pcode: pcode, Name: p.Names.In(language(ctx)), Names: p.Names, Level: p.Level,
				Detail: "simple", Points: b.SimplePoints, Source: b.Source}}
		if f.Detail == "full" {
			out.Geometry, out.Properties.Detail, out.Properties.Points = b.Full, "full", b.Points
		}
		return out, nil
	})
}

// Outlines returns what a map shows of some regions. Those of which neither a
// boundary nor a point is known are left out.
func (s *Service) Outlines(ctx context.Context, pcodes []string) (map[string]api.Outline, error) {
	return read(ctx, s, func(tx *store.Tx) (map[string]api.Outline, error) {
		sketches, err := tx.Sketches(pcodes)
		shown := make(map[string]api.Outline, len(sketches))
		for _, k := range sketches {
			switch {
			case k.Simple != "":
				shown[k.Region] = api.Outline{Geometry: json.RawMessage(k.Simple), BBox: k.Box}
			case k.Point != nil:
				shown[k.Region] = api.Outline{Geometry: pointOf(*k.Point), BBox: api.Box{k.Point.Lon, k.Point.Lat, k.Point.Lon, k.Point.Lat}}
			}
		}
		return shown, err
	})
}

func pointOf(p api.Point) json.RawMessage {
	b := strconv.AppendFloat([]byte(`{"type":"Point","coordinates":[`), p.Lon, 'f', -1, 64)
	b = strconv.AppendFloat(append(b, ','), p.Lat, 'f', -1, 64)
	return append(b, "]}"...)
}

// SetBoundary records or changes the boundary of a region, and says which it
// was. Who may change the region may do that. It returns [api.CodeNotFound] for
// an unknown region and [api.CodeInvalid] for a geometry that is none.
func (s *Service) SetBoundary(ctx context.Context, caller api.Caller, in api.BoundaryInput) (api.Outcome, error) {
	if err := s.may(caller, "updateRegion"); err != nil {
		return "", err
	}
	return write(ctx, s, caller, nil, func(w *work) (api.Outcome, error) {
		_, ok, err := w.Place(in.Region)
		if _, err := found("region", in.Region, in, ok, err); err != nil {
			return "", err
		}
		return w.setBoundary(in, "update")
	})
}

// PutBoundary is SetBoundary for a batch.
func (b *Batch) PutBoundary(in api.BoundaryInput) (api.Outcome, error) {
	exists, err := b.RegionExists(in.Region)
	if err != nil {
		return "", err
	}
	if !exists {
		return "", &api.Error{Code: api.CodeInvalid, Detail: "The region is not recorded.", Fields: one("region", "unknown_region", "There is no region "+strconv.Quote(in.Region)+"; import the regions first.")}
	}
	if err := b.settled(); err != nil {
		return "", err
	}
	outcome, err := b.w.setBoundary(in, "import")
	if err != nil {
		return "", err
	}
	return outcome, b.flushFull()
}

func (w *work) setBoundary(in api.BoundaryInput, action string) (api.Outcome, error) {
	b, faults := outline(in)
	if err := faults.Err(); err != nil {
		return "", err
	}
	before, had, err := w.Boundary(in.Region)
	switch {
	case err != nil:
		return "", err
	case had && before.SHA256 == b.SHA256 && before.Source == b.Source:
		return api.Unchanged, nil
	case had:
		b.Meta = w.next(before.Meta)
		if err := w.ReplaceBoundary(b, before.Version); err != nil {
			return "", err
		}
		return api.Updated, w.record("boundaries", b.Region, action, "", before, b)
	}
	b.Meta = w.fresh()
	if err := w.AddBoundary(b); err != nil {
		return "", err
	}
	return api.Created, w.record("boundaries", b.Region, action, "", nil, b)
}
