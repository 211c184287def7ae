package hapi

import (
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

var needsEndpoint = endpoint{path: "affected-people/humanitarian-needs", tag: "Affected people", summary: "Get humanitarian needs data",
	state: full, from: "need lines of assessments that count, but those of IPC and displacement tracking", operations: reading("listNeeds", "listAssessments"),
	fields: join(admins, []field{str("resource_hdx_id"), str("category").only(2), str("gender").of(genders...).only(1), str("age_range").only(1),
		count("min_age").nullable().only(1), count("max_age").nullable().only(1), str("disabled_marker").of(disabled...).only(1),
		str("sector_code"), str("sector_name"), str("population_group").of(groups...).only(1), str("population_status").of(statuses...), count("population")}, refPeriod),
	params: more([]param{{name: "category", how: holds, field: "category", most: 128, help: "Category."}}, sectorParams,
		[]param{choice("population_status", statuses, "Population status."), gender.first(), ageRange.first(), choice("disabled_marker", disabled, "Disability marker.").first(), popGroup.first()}, people, areas),
	walk: walkNeeds}

// elsewhere are the methods whose figures HAPI has under another path.
func elsewhere(a api.Assessment) bool { return a.Method == "ipc" || a.Method == "dtm" }

func walkNeeds(w *walker) error {
	sectors, some := w.asked()
	if !some {
		return nil
	}
	studies, err := w.studies(func(a api.Assessment) bool { return !elsewhere(a) })
	if err != nil {
		return err
	}
	return w.lines(studies, api.NeedFilter{Sector: sectors}, func(a api.Assessment, n api.Need) error {
		for _, figure := range []struct {
			status string
			people *api.People
		}{{"AFF", n.Affected}, {"INN", n.InNeed}, {"TGT", n.Targeted}, {"REA", n.Reached}} {
			if figure.people == nil || *figure.people == api.Suppressed {
				continue // HAPI's rows have a number
			}
			r := row{"resource_hdx_id": resource(a.Sources), "category": category(n.NeedInput), "disabled_marker": "all",
				"population_group": groupOf(n.Group), "population_status": figure.status, "population": int64(*figure.people), updated: n.UpdatedAt}
			r.sector(n.Sector)
			r.person(n.Sex, n.Age)
			period(r, a.Period.From, a.Period.To)
			if known, err := w.place(r, n.Region); err != nil || !known {
				return err
			}
			if err := w.emit(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// updated is the name under which a row carries when its record last changed.
const updated = "hapi_updated_date"

func groupOf(group string) string {
	if group == "ALL" {
		return "all"
	}
	return group
}

// person fills in sex and age.
func (r row) person(sex, age string) {
	r["gender"], r["age_range"] = sex, age
	from, to, span := strings.Cut(age, "-")
	if !span {
		from = strings.TrimSuffix(age, "+")
	}
	if n, err := strconv.ParseInt(from, 10, 64); err == nil {
		r["min_age"] = n
	}
	if n, err := strconv.ParseInt(to, 10, 64); err == nil {
		r["max_age"] = n
	}
}

// The words of a category.
var (
	sexWords   = map[string]string{"f": "Female", "m": "Male", "x": "Non-binary", "u": "Unknown sex", "o": "Other sex"}
	groupWords = map[string]string{"REF": "Refugees", "ROC": "People in a refugee-like situation", "ASY": "Asylum seekers",
		"OIP": "Other people in need of international protection", "IDP": "IDPs", "IOC": "People in an IDP-like situation", "STA": "Stateless people",
		"OOC": "Others of concern", "HST": "Host communities", "RET": "Returned refugees", "RST": "Resettled refugees", "NAT": "Naturalised refugees",
		"RDP": "Returned IDPs", "RRI": "Returnees"}
)

// category says in words whom a line is about, "" for everybody.
func category(n api.NeedInput) string {
	var parts []string
	if n.Group != "ALL" {
		parts = append(parts, groupWords[n.Group])
	}
	if n.Sex != "all" {
		parts = append(parts, sexWords[n.Sex])
	}
	if n.Age != "all" {
		parts = append(parts, n.Age)
	}
	return strings.Join(parts, " - ")
}

var idpsEndpoint = endpoint{path: "affected-people/idps", tag: "Affected people", summary: "Get internally displaced persons data",
	state: partial, from: "lines about displaced people (IDP, ALL) in assessments of displacement tracking; round and type are not kept", operations: reading("listNeeds", "listAssessments"),
	fields: join(admins, []field{str("resource_hdx_id"), count("reporting_round").nullable(), str("assessment_type").nullable().of(assessTypes...), str("operation"),
		count("population")}, refPeriod),
	params: more([]param{choice("assessment_type", assessTypes, "Assessment type."), {name: "operation", how: holds, field: "operation", most: 512, help: "Name of the operation."}}, people, areas),
	walk: func(w *walker) error {
		studies, err := w.studies(func(a api.Assessment) bool { return a.Method == "dtm" })
		if err != nil {
			return err
		}
		return w.lines(studies, api.NeedFilter{Group: []string{"IDP"}, Sector: []api.SectorCode{api.AllSectors}, Sex: []string{"all"}, Age: []string{"all"}}, w.displaced)
	}}

func (w *walker) displaced(a api.Assessment, n api.Need) error {
	if n.Affected == nil || *n.Affected == api.Suppressed {
		return nil
	}
	r := row{"resource_hdx_id": resource(a.Sources), "operation": a.Title, "population": int64(*n.Affected), updated: n.UpdatedAt}
	period(r, a.Period.From, a.Period.To)
	if known, err := w.place(r, n.Region); err != nil || !known {
		return err
	}
	return w.emit(r)
}
