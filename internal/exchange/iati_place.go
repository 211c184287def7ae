package exchange

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// part is a share of a pledge.
type part struct {
	code  string
	minor int64
}

// shares sums the allocations under a key; whole tells whether they are all of the pledge.
func (a activity) shares(key func(api.Allocation) string) (parts []part, whole bool) {
	left := a.p.Amount.Minor
	for _, one := range a.p.Allocations {
		code := key(one)
		left -= one.Amount.Minor
		at := slices.IndexFunc(parts, func(p part) bool { return p.code == code })
		if at < 0 {
			parts = append(parts, part{code, one.Amount.Minor})
		} else {
			parts[at].minor += one.Amount.Minor
		}
	}
	return parts, left == 0 && len(parts) > 0
}

// percentages are hundredths of percents that add up to 100: the last part takes what rounding leaves.
func percentages(parts []part) []string {
	total := new(big.Int)
	for _, p := range parts {
		total.Add(total, big.NewInt(p.minor))
	}
	out := make([]string, len(parts))
	left := int64(10_000)
	for i, p := range parts {
		n := new(big.Int).Mul(big.NewInt(p.minor), big.NewInt(10_000))
		n.Quo(n, total)
		share := n.Int64()
		if i == len(parts)-1 {
			share = left
		}
		left -= share
		out[i] = api.FormatMinor(share, 2)
	}
	return out
}

// country is the two-letter code of the country that a region lies in.
func (a activity) country(pcode string) string {
	if c, ok := api.CountryOf(a.around.Regions[pcode].ISO3); ok {
		return c.Code
	}
	return pcode[:min(len(pcode), 2)]
}

// places are the countries, and the regions below them. A pledge for several
// countries that nobody has split is for "developing countries, unspecified".
func (a activity) places() {
	parts, whole := a.shares(func(one api.Allocation) string { return a.country(one.Region) })
	named := a.regions()
	if !whole {
		parts = nil
		for _, r := range named {
			if c := a.country(r); !slices.ContainsFunc(parts, func(p part) bool { return p.code == c }) {
				parts = append(parts, part{c, 1})
			}
		}
	}
	switch {
	case len(parts) == 1:
		a.empty("recipient-country", "code", parts[0].code)
	case whole:
		for i, pct := range percentages(parts) {
			a.empty("recipient-country", "code", parts[i].code, "percentage", pct)
		}
	case len(parts) > 1:
		names := make([]string, len(parts))
		for i, p := range parts {
			names[i] = p.code
		}
		a.open("recipient-region", "code", "998", "vocabulary", "1")
		a.narrative("For " + strings.Join(names, ", ") + "; nobody has said how much for each.")
		a.close("recipient-region")
	}
	for _, r := range named {
		a.location(r)
	}
}

// regions are those that the pledge names, else those of its crisis.
func (a activity) regions() []string {
	var all []string
	add := func(r string) {
		if !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	for _, one := range a.p.Allocations {
		add(one.Region)
	}
	if d := a.p.Destination; d != nil {
		for _, r := range d.Regions {
			add(r)
		}
	}
	if len(all) == 0 {
		return a.around.Crises[a.p.Crisis].Regions
	}
	return all
}

// location names a region below a country. IATI has no vocabulary of p-codes:
// the code stands in ref and in the name.
func (a activity) location(pcode string) {
	r, ok := a.around.Regions[pcode]
	if !ok || r.Level == 0 {
		return
	}
	a.open("location", "ref", pcode)
	a.words("name", r.Names.In("en")+" ("+pcode+")")
	if c := r.Centroid; c != nil {
		a.open("point", "srsName", "http://www.opengis.net/def/crs/EPSG/0/4326")
		a.leaf("pos", strconv.FormatFloat(c.Lat, 'f', -1, 64)+" "+strconv.FormatFloat(c.Lon, 'f', -1, 64))
		a.close("point")
	}
	a.empty("exactness", "code", "2") // approximate: a point for an area
	a.close("location")
}

// sectors are DAC's emergency response, and the clusters: by their codes in
// vocabulary 10 where all have one and all of the pledge is split, else by our
// own codes in vocabulary 99, with what nobody has split as UNALLOCATED.
func (a activity) sectors() {
	a.empty("sector", "vocabulary", "2", "code", "720", "percentage", "100")
	parts, whole := a.shares(func(one api.Allocation) string { return string(one.Sector) })
	if d := a.p.Destination; len(parts) == 0 && d != nil && len(d.Sectors) == 1 {
		parts, whole = []part{{string(d.Sectors[0]), a.p.Amount.Minor}}, true
	}
	if len(parts) == 0 {
		return
	}
	clusters := whole
	for _, p := range parts {
		clusters = clusters && cluster(p.code) != ""
	}
	if !whole {
		left := a.p.Amount.Minor
		for _, p := range parts {
			left -= p.minor
		}
		parts = append(parts, part{"UNALLOCATED", left})
	}
	for i, pct := range percentages(parts) {
		vocabulary, code := "99", parts[i].code
		if clusters {
			vocabulary, code = "10", cluster(code)
		}
		a.open("sector", "vocabulary", vocabulary, "code", code, "percentage", pct)
		if s, ok := api.SectorOf(api.SectorCode(parts[i].code)); ok {
			a.narrative(s.Names.In("en"))
		}
		a.close("sector")
	}
}

// cluster is a sector's code in IATI's vocabulary of clusters, "" where it has none.
func cluster(code string) string {
	s, _ := api.SectorOf(api.SectorCode(code))
	return string(s.IATICode)
}
