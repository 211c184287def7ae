package relief

import (
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// maxHints bounds how many faults of a file get a hint: each is looked for among all names.
const maxHints = 500

// hints finds what is nearest to a value that is not known. Nothing is ever applied.
type hints struct {
	given   int
	byName  map[string][]string // folded name of a region → p-codes
	regions map[string]string   // p-code → name
	codes   map[string][]string // what kind of code → codes
}

// hint is the nearest region, organization or crisis, for a person to look at; "" for none.
func (im *importer) hint(f api.FieldError, value string) string {
	if value == "" || im.b == nil || im.hints.given >= maxHints {
		return ""
	}
	im.hints.given++
	last := f.Pointer[strings.LastIndex(f.Pointer, "/")+1:]
	switch {
	case f.Code == "unknown_region", f.Code == "bad_code" && strings.Contains(f.Pointer, "region"):
		return im.nearestRegion(value)
	case f.Code == "unknown_organization", f.Code == "bad_code" && (last == "donor" || last == "recipient" || last == "organization"):
		return nearestCode(value, im.codesOf("organizations"))
	case f.Code == "unknown_crisis":
		return nearestCode(value, im.codesOf("crises"))
	}
	return ""
}

// nearestRegion is the region that is called so, else that of the nearest p-code, else that of the nearest name.
func (im *importer) nearestRegion(value string) string {
	if im.hints.regions == nil {
		im.nameRegions()
	}
	h := &im.hints
	folded := strings.Join(words(value), " ")
	if all := h.byName[folded]; len(all) > 0 {
		return h.region(all)
	}
	best, fewest := "", 3
	for pcode := range h.regions {
		if len(pcode) < 2 || len(value) < 2 || !strings.EqualFold(pcode[:2], value[:2]) {
			continue
		}
		if d := distance(strings.ToUpper(value), strings.ToUpper(pcode)); d < fewest || d == fewest && best != "" && pcode < best {
			best, fewest = pcode, d
		}
	}
	if best != "" {
		return h.region([]string{best})
	}
	name, fewest := "", len(folded)/3+1
	for other := range h.byName {
		if d := distance(folded, other); d < fewest || d == fewest && name != "" && other < name {
			name, fewest = other, d
		}
	}
	if name == "" {
		return ""
	}
	return h.region(h.byName[name])
}

// region writes regions for people; of several that carry a name, the first three.
func (h *hints) region(pcodes []string) string {
	var parts []string
	for _, p := range pcodes[:min(len(pcodes), 3)] {
		parts = append(parts, h.regions[p]+" ("+p+")")
	}
	return strings.Join(parts, ", ")
}

func (im *importer) nameRegions() {
	im.hints.regions, im.hints.byName = map[string]string{}, map[string][]string{}
	places, err := im.b.places()
	if err != nil {
		return
	}
	for pcode, p := range places {
		im.hints.regions[pcode] = p.Names.In("en")
		seen := map[string]bool{}
		for _, n := range []api.Opt{p.Names.EN, p.Names.FR, p.Names.HT, p.Names.ES} {
			name := strings.Join(words(string(n)), " ")
			if name != "" && !seen[name] {
				seen[name] = true
				im.hints.byName[name] = insertSorted(im.hints.byName[name], pcode)
			}
		}
	}
}

func insertSorted(all []string, one string) []string {
	at := 0
	for at < len(all) && all[at] < one {
		at++
	}
	return append(all[:at:at], append([]string{one}, all[at:]...)...)
}

func (im *importer) codesOf(kind string) []string {
	if all, ok := im.hints.codes[kind]; ok {
		return all
	}
	if im.hints.codes == nil {
		im.hints.codes = map[string][]string{}
	}
	var codes []string
	if kind == "organizations" {
		if known, err := im.b.Organizations(); err == nil {
			for code := range known {
				codes = append(codes, code)
			}
		}
	} else if list, err := im.b.w.Crises(api.CrisisFilter{Page: api.Page{Limit: api.MaxLimit}}); err == nil {
		for _, c := range list.Data {
			codes = append(codes, c.Code)
		}
	}
	im.hints.codes[kind] = codes
	return codes
}

// nearestCode is the code with the fewest letters to change, if they are few.
func nearestCode(value string, codes []string) string {
	best, fewest := "", len(value)/2+1
	for _, code := range codes {
		if d := distance(strings.ToLower(value), code); d < fewest || d == fewest && best != "" && code < best {
			best, fewest = code, d
		}
	}
	return best
}
