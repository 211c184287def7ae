package exchange

import (
	"io"
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// readFood reads IPC's table of acute food insecurity by area. What is in need
// of action is phase 3 and above; a projection says what may come, not what was
// found.
func readFood(s *sheet, src *api.ImportSource) {
	src.Food = walk(s, func(r *record) api.FoodRow {
		country, _ := r.country("country", r.need("country"))
		row := api.FoodRow{Country: country.ISO3, Area: r.oneLine("area"), Period: api.Period{From: r.date("from"), To: r.date("to")}}
		r.need("area")
		r.need("from")
		r.need("to")
		row.People = r.people("number")
		analysed, err := time.Parse("Jan 2006", r.need("date of analysis"))
		if err != nil && r.text("date of analysis") != "" {
			r.fault("date of analysis", "bad_date", "%q is not a month like Sep 2025.", clip(r.text("date of analysis")))
		}
		row.Analysed = api.DateOf(analysed)
		phase := r.need("phase")
		switch validity := strings.ToLower(r.need("validity period")); {
		case len(r.faults) > 0:
		case validity != "current":
			r.leave("a projection is no finding: it would take the place of what was found", validity)
		case phase != "3+":
			r.leave("only phase 3 and above is in need", "phase "+phase)
		case row.People == nil:
			r.fault("number", "required", "The row names no number of people.")
		}
		return row
	})
}

// ReadAreas reads which region each area is: a CSV file with the columns area
// and pcode, which a person made. A p-code of - leaves the area out.
func ReadAreas(r io.Reader) (map[string]string, error) {
	s, err := openSheet(r)
	if err != nil {
		return nil, err
	}
	if !s.has("area", "pcode") {
		return nil, api.Errorf(api.CodeInvalid, "A list of areas has the columns area and pcode.")
	}
	areas := map[string]string{}
	type pair struct{ area, pcode string }
	for row := range walk(s, func(r *record) pair {
		p := pair{r.oneLine("area"), api.LeaveOut}
		r.need("area")
		if i := r.at["pcode"]; strings.TrimSpace(r.cells[i]) != api.LeaveOut {
			p.pcode = r.need("pcode")
		}
		return p
	}) {
		if len(row.Faults) > 0 {
			f := row.Faults[0]
			return nil, api.Errorf(api.CodeInvalid, "Row %d, %s: %s", row.Line, f.Pointer, f.Detail)
		}
		if row.Skip == "" {
			areas[row.Value.area] = row.Value.pcode
		}
	}
	return areas, nil
}
