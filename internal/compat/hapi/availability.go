package hapi

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

func availabilityEndpoint() endpoint {
	operations := []string{}
	for _, e := range measured() {
		operations = append(operations, e.operations...)
	}
	slices.Sort(operations)
	return endpoint{path: "metadata/data-availability", tag: metadata, summary: "Get data availability", state: full, from: "the other endpoints",
		operations: slices.Compact(operations),
		fields: []field{str("category"), str("subcategory"), str("location_code"), str("location_name"), str("admin1_code").nullable(), str("admin1_name").nullable(),
			str("admin2_code").nullable(), str("admin2_name").nullable(), count("admin_level").only(2), at("hapi_updated_date").nullable()},
		params: more([]param{{name: "category", how: like, field: "category", most: 32, help: "Category."}, {name: "subcategory", how: like, field: "subcategory", most: 512, help: "Subcategory."},
			code("location_code", "ISO 3166 alpha-3."), named("location_name", "Location name."), code("admin1_code", "Admin 1 p-code."), named("admin1_name", "Admin 1 name."),
			code("admin2_code", "Admin 2 p-code."), named("admin2_name", "Admin 2 name."), {name: "admin_level", how: level, field: "admin_level", enum: adminLevels, help: "Administrative level."}},
			[]param{{name: "hapi_updated_date_min", kind: moment, how: atLeast, field: updated, help: "Min date of the update."}, {name: "hapi_updated_date_max", kind: moment, how: below, field: updated, help: "Max date of the update."}}),
		walk: walkAvailability}
}

// measured are the endpoints that may have rows about places.
func measured() []*endpoint {
	return []*endpoint{&needsEndpoint, &idpsEndpoint, &eventsEndpoint, &fundingEndpoint, &presenceEndpoint, &foodEndpoint, &populationEndpoint}
}

// walkAvailability walks the other endpoints and notes which places they speak of.
func walkAvailability(w *walker) error {
	type key struct{ category, subcategory, location, admin1, admin2 string }
	found := map[key]row{}
	for _, e := range measured() {
		k := key{category: strings.Split(e.path, "/")[0], subcategory: path.Base(e.path)}
		if c := w.q.values["category"]; c != "" && !ilike([]rune(k.category), []rune(strings.ToLower(c))) {
			continue
		}
		if c := w.q.values["subcategory"]; c != "" && !ilike([]rune(k.subcategory), []rune(strings.ToLower(c))) {
			continue
		}
		other := *w
		other.e, other.from = e, ""
		other.take = func(r row) error {
			k.location, _ = r.text("location_code")
			k.admin1, _ = r.text("admin1_code")
			k.admin2, _ = r.text("admin2_code")
			have, there := found[k]
			if !there {
				have = row{"category": k.category, "subcategory": k.subcategory, "admin_level": int64(0)}
				for _, name := range []string{"location_code", "location_name", "admin1_code", "admin1_name", "admin2_code", "admin2_name", "admin_level"} {
					if v, ok := r[name]; ok {
						have[name] = v
					}
				}
				found[k] = have
			}
			if when, ok := r.time(updated); ok {
				before, _ := have[updated].(time.Time)
				if when.After(before) {
					have[updated] = when.Truncate(time.Second)
				}
			}
			return nil
		}
		if err := e.walk(&other); err != nil {
			return err
		}
		w.looked = other.looked
	}
	for _, k := range slices.SortedFunc(maps.Keys(found), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.category, b.category), cmp.Compare(a.subcategory, b.subcategory), cmp.Compare(a.location, b.location), cmp.Compare(a.admin1, b.admin1), cmp.Compare(a.admin2, b.admin2))
	}) {
		if err := w.emit(found[k]); err != nil {
			return err
		}
	}
	return nil
}
