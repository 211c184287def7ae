package relief

import (
	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// territory is where a crisis is: its regions and all below them.
type territory struct {
	crisis api.Crisis
	tops   map[string]bool
}

// territoryOf reads a crisis; an unknown one is noted at the pointer.
func (w *work) territoryOf(code string, f *api.Fields, pointer string) (*territory, error) {
	if code == "" || f.Has(pointer) {
		return nil, nil
	}
	c, ok, err := w.Crisis(code)
	if err != nil {
		return nil, err
	}
	if !ok {
		f.Add(pointer, "unknown_crisis", "There is no crisis %q; GET /v1/crises lists them.", code)
		return nil, nil
	}
	return newTerritory(c), nil
}

func newTerritory(c api.Crisis) *territory {
	t := &territory{crisis: c, tops: map[string]bool{}}
	for _, r := range c.Regions {
		t.tops[r] = true
	}
	return t
}

func (t *territory) holds(p store.Place) bool {
	for _, r := range p.Path {
		if t.tops[r] {
			return true
		}
	}
	return false
}

// inside notes a region that is unknown or outside the crisis.
func (t *territory) inside(f *api.Fields, at, pcode string, places map[string]store.Place) {
	if !knownRegion(f, at, pcode, places) || t == nil || t.holds(places[pcode]) || f.Has(at) {
		return
	}
	f.Add(at, "outside_crisis", "%s is outside the crisis %s, which touches %v.", pcode, t.crisis.Code, t.crisis.Regions)
}

// ancestor returns the nearest region that holds all of these, "" if none does.
func ancestor(pcodes []string, places map[string]store.Place) string {
	var common []string
	for i, p := range pcodes {
		path := places[p].Path
		if i == 0 {
			common = path
			continue
		}
		n := 0
		for n < len(common) && n < len(path) && common[n] == path[n] {
			n++
		}
		common = common[:n]
	}
	if len(common) == 0 {
		return ""
	}
	return common[len(common)-1]
}
