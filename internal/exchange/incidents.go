package exchange

import (
	"strconv"
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// readIncidents reads the Aid Worker Security Database: one attack on aid
// workers a row. Its coordinates and the names of attackers are not read.
func readIncidents(s *sheet, src *api.ImportSource) {
	src.Incidents = walk(s, func(r *record) api.IncidentRow {
		row := api.IncidentRow{Country: r.attackCountry()}
		in := &row.Incident
		number := r.need("incident id")
		means := r.oneLine("means of attack")
		in.Reference, in.Category, in.Title = api.Opt("AWSD-"+number), api.AttackOnAidWorkers, "Attack on aid workers"
		if means != "" && !strings.EqualFold(means, "unknown") {
			in.Title += ": " + strings.ToLower(means)
		}
		in.Title += " (AWSD " + number + ")"
		if details := []rune(r.oneLine("details")); len(details) > api.MaxText {
			in.Description = api.Opt(details[:api.MaxText-1]) + "…"
		} else {
			in.Description = api.Opt(details)
		}
		in.Period, in.DatePrecision = r.attackPeriod()
		in.Killed, in.Injured, in.Abducted = r.people("total killed"), r.people("total wounded"), r.people("total kidnapped")
		in.AidWorkers = &api.AidWorkers{Killed: in.Killed, Injured: in.Injured, Abducted: in.Abducted}
		if held := r.people("total detained"); held != nil && *held > 0 {
			r.note("detained people have no place in an incident")
		}
		for _, column := range []string{"city", "district", "region"} {
			if name := r.oneLine(column); name != "" {
				row.Places = append(row.Places, name)
			}
		}
		in.Sources = []api.Source{{Publisher: "Humanitarian Outcomes", Title: "Aid Worker Security Database, incident " + number,
			URL: "https://www.aidworkersecurity.org/incidents", Reliability: "A", Credibility: r.credibility()}}
		return row
	})
}

func (r *record) attackCountry() string {
	code := r.need("country code")
	c, ok := api.CountryOf(code)
	if !ok && code != "" {
		r.fault("country code", "unknown_country", "%q is not a country code like HT.", clip(code))
	}
	return c.ISO3
}

// attackPeriod reads year, month and day as far as they are known.
func (r *record) attackPeriod() (api.OpenPeriod, api.DatePrecision) {
	year, _ := r.whole("year")
	month, hasMonth := r.whole("month")
	day, hasDay := r.whole("day")
	r.need("year")
	if len(r.faults) > 0 {
		return api.OpenPeriod{}, ""
	}
	precision, first, after := api.DateYear, [2]int{1, 1}, [3]int{1, 0, 0}
	if hasMonth {
		precision, first, after = api.DateMonth, [2]int{month, 1}, [3]int{0, 1, 0}
	}
	if hasMonth && hasDay {
		precision, first, after = api.DateDay, [2]int{month, day}, [3]int{0, 0, 1}
	}
	from := time.Date(year, time.Month(first[0]), first[1], 0, 0, 0, 0, time.UTC)
	p := api.OpenPeriod{From: api.DateOf(from), To: api.DateOf(from.AddDate(after[0], after[1], after[2]).AddDate(0, 0, -1))}
	if !p.From.Valid() || from.Year() != year || int(from.Month()) != first[0] {
		r.fault("year", "bad_date", "%s is not a day.", strings.Join([]string{strconv.Itoa(year), r.text("month"), r.text("day")}, "-"))
	}
	return p, precision
}

// credibility is how sure the database is of an incident.
func (r *record) credibility() int {
	switch strings.ToLower(r.text("verified")) {
	case "yes":
		return 2
	case "pending":
		return 3
	}
	return 6
}
