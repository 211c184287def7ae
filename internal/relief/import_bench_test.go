package relief_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// BenchmarkImportNeeds imports 100,000 need lines of ten countries, each time into a database that has none.
func BenchmarkImportNeeds(b *testing.B) {
	for _, engine := range []struct {
		name string
		url  func(testing.TB) string
	}{{"postgres", testkit.Postgres}, {"sqlite", testkit.SQLite}} {
		b.Run(engine.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				w := newWorld(b, engine.url(b))
				file := w.tenCountries()
				b.StartTimer()
				src, err := exchange.Open(bytes.NewReader(file))
				w.must(err)
				rep, err := w.Import(w.ctx, api.System, src, api.ImportOptions{File: "needs.csv", CreateCrisis: true,
					Period: api.Period{From: "2024-01-01", To: "2024-12-31"}, PublishedOn: "2024-01-10"})
				w.must(err)
				if rep.Created != 100_000 || rep.Rejected > 0 {
					b.Fatalf("%+v", rep)
				}
			}
		})
	}
}

// tenCountries records countries of 10 and 240 regions and returns a file of 10,000 need lines for each.
func (w *world) tenCountries() []byte {
	var file bytes.Buffer
	file.WriteString("Country ISO3,Admin 1 PCode,Admin 2 PCode,Description,Cluster,Category,Population,In Need,Targeted,Affected,Reached,Info\n")
	countries := []string{"AF", "BF", "CD", "CM", "CO", "ET", "ML", "MM", "MZ", "NE"}
	var places []struct{ country, first, second string }
	w.must(w.Batch(w.ctx, api.System, false, func(b *relief.Batch) error {
		put := func(pcode, parent, iso3 string, level int) error {
			_, err := b.PutRegion(api.RegionInput{Pcode: pcode, Level: level, Parent: api.Opt(parent), ISO3: iso3, Names: api.Names{EN: api.Opt("Place " + pcode)}}, false)
			return err
		}
		for _, code := range countries {
			c, _ := api.CountryOf(code)
			if err := put(code, "", c.ISO3, 0); err != nil {
				return err
			}
			for i := range 10 {
				first := fmt.Sprintf("%s%02d", code, i)
				if err := put(first, code, c.ISO3, 1); err != nil {
					return err
				}
				places = append(places, struct{ country, first, second string }{c.ISO3, first, ""})
				for j := range 24 {
					if err := put(fmt.Sprintf("%s%02d", first, j), first, c.ISO3, 2); err != nil {
						return err
					}
					places = append(places, struct{ country, first, second string }{c.ISO3, "", fmt.Sprintf("%s%02d", first, j)})
				}
			}
		}
		return nil
	}))
	n := 0
	for _, category := range []string{"", "Female", "Male", "IDP", "Refugees"} {
		for _, sector := range []string{"WSH", "FSC", "HEA", "EDU", "NUT", "SHL", "PRO", "CCM"} {
			for _, p := range places {
				n++
				fmt.Fprintf(&file, "%s,%s,%s,%s,%s,%s,,%d,%d,%d,,\n", p.country, p.first, p.second, sector, sector, category, 1000+n%977, 500+n%499, 2000+n%997)
			}
		}
	}
	return file.Bytes()
}
