package relief

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// gazetteer finds the regions of a country by name, without regard to case,
// accents and marks. It never guesses: a name that several regions carry, or
// none, is not found.
type gazetteer struct {
	byName map[string][]api.Region
	names  []string
}

// gazetteer reads the names of a country's regions, of level 1 and below.
func (im *importer) gazetteer(iso3 string) (*gazetteer, error) {
	places, err := im.b.places()
	if err != nil {
		return nil, err
	}
	g := &gazetteer{byName: map[string][]api.Region{}}
	for _, p := range places {
		if p.ISO3 != iso3 || p.Level == 0 {
			continue
		}
		seen := map[string]bool{}
		for _, n := range []api.Opt{p.Names.EN, p.Names.FR, p.Names.HT, p.Names.ES} {
			name := strings.Join(words(string(n)), " ")
			if name == "" || seen[name] {
				continue
			}
			seen[name] = true
			if g.byName[name] == nil {
				g.names = append(g.names, name)
			}
			g.byName[name] = append(g.byName[name], p.Region)
		}
	}
	return g, nil
}

// find returns the region of a name. Where regions of several levels carry it,
// like a department and a commune in it, the caller cannot tell which is meant:
// the uppermost is taken, which holds the others; elsewhere nothing is.
func (im *importer) find(g *gazetteer, name string) (api.Region, bool) {
	all := g.byName[strings.Join(words(name), " ")]
	if len(all) == 0 {
		return api.Region{}, false
	}
	top := all[0]
	for _, r := range all[1:] {
		if r.Level < top.Level {
			top = r
		}
	}
	for _, r := range all {
		if r.Pcode != top.Pcode && !im.holds(top.Pcode, r.Pcode) {
			return api.Region{}, false
		}
	}
	return top, true
}

// holds tells whether a region lies in another one.
func (im *importer) holds(above, pcode string) bool {
	places, err := im.b.places()
	if err != nil {
		return false
	}
	for _, p := range places[pcode].Path {
		if p == above {
			return true
		}
	}
	return false
}

// nearest returns the region whose name is most like a text, for people to look
// at: the longest name that stands in it, else the one with the fewest letters
// to change. "" where there are no regions.
func (g *gazetteer) nearest(text string) string {
	text = strings.Join(words(text), " ")
	best, fewest := "", -1
	for _, name := range g.names {
		if strings.Contains(" "+text+" ", " "+name+" ") && (fewest != 0 || len(name) > len(best) || len(name) == len(best) && name < best) {
			best, fewest = name, 0
		}
	}
	for _, name := range g.names {
		if fewest == 0 {
			break
		}
		if d := distance(text, name); fewest < 0 || d < fewest || d == fewest && name < best {
			best, fewest = name, d
		}
	}
	if best == "" {
		return ""
	}
	r := g.byName[best][0]
	for _, other := range g.byName[best] {
		if other.Pcode < r.Pcode {
			r = other
		}
	}
	return r.Name + " (" + r.Pcode + ")"
}

// distance counts the letters to insert, drop or replace (Levenshtein).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		left := row[0]
		row[0] = i + 1
		for j := range y {
			above := row[j+1]
			cost := left
			if x[i] != y[j] {
				cost++
			}
			row[j+1] = min(cost, above+1, row[j]+1)
			left = above
		}
	}
	return row[len(y)]
}
