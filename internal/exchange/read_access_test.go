package exchange

import (
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

const attackHeader = "Incident ID,Year,Month,Day,Country Code,Region,District,City,Total killed,Total wounded,Total kidnapped,Total detained,Means of attack,Latitude,Longitude,Actor name,Details,Verified\n"

func TestAttacksOnAidWorkers(t *testing.T) {
	for name, c := range map[string]struct {
		row       string
		period    api.OpenPeriod
		precision api.DatePrecision
		fault     string
	}{
		"on a day":               {"7,2024,2,18,HT,West,,,1,0,0,0,Shooting,18.5,-72.3,Somebody,Shot.,Yes", api.OpenPeriod{From: "2024-02-18", To: "2024-02-18"}, api.DateDay, ""},
		"in a month":             {"7,2024,2,,HT,West,,,1,0,0,0,Shooting,18.5,-72.3,Somebody,Shot.,Yes", api.OpenPeriod{From: "2024-02-01", To: "2024-02-29"}, api.DateMonth, ""},
		"in a year":              {"7,2024,,,HT,West,,,1,0,0,0,Shooting,18.5,-72.3,Somebody,Shot.,Yes", api.OpenPeriod{From: "2024-01-01", To: "2024-12-31"}, api.DateYear, ""},
		"on a day that is not":   {"7,2024,2,30,HT,West,,,1,0,0,0,Shooting,18.5,-72.3,Somebody,Shot.,Yes", api.OpenPeriod{}, "", "year"},
		"in a month that is not": {"7,2024,13,,HT,West,,,1,0,0,0,Shooting,18.5,-72.3,Somebody,Shot.,Yes", api.OpenPeriod{}, "", "year"},
		"without a number":       {",2024,2,18,HT,West,,,1,0,0,0,Shooting,18.5,-72.3,Somebody,Shot.,Yes", api.OpenPeriod{}, "", "incident id"},
		"in no country":          {"7,2024,2,18,XX,West,,,1,0,0,0,Shooting,18.5,-72.3,Somebody,Shot.,Yes", api.OpenPeriod{}, "", "country code"},
		"of fewer than nobody":   {"7,2024,2,18,HT,West,,,-1,0,0,0,Shooting,18.5,-72.3,Somebody,Shot.,Yes", api.OpenPeriod{}, "", "total killed"},
	} {
		t.Run(name, func(t *testing.T) {
			src, err := Open(strings.NewReader(attackHeader + c.row + "\n"))
			if err != nil {
				t.Fatal(err)
			}
			for r := range src.Incidents {
				if c.fault != "" {
					if !r.Faults.Has(c.fault) {
						t.Errorf("nothing is said of %s: %v", c.fault, r.Faults)
					}
					return
				}
				in := r.Value.Incident
				if len(r.Faults) > 0 || in.Period != c.period || in.DatePrecision != c.precision {
					t.Errorf("%v %+v %s", r.Faults, in.Period, in.DatePrecision)
				}
				if in.Reference != "AWSD-7" || in.Title != "Attack on aid workers: shooting (AWSD 7)" || *in.Killed != 1 || *in.AidWorkers.Killed != 1 || *in.Abducted != 0 || r.Value.Country != "HTI" {
					t.Errorf("%+v", r.Value)
				}
				if text := string(in.Description) + in.Title + in.Sources[0].Title; strings.Contains(text, "Somebody") || strings.Contains(text, "18.5") {
					t.Errorf("attackers or places on the map are told: %s", text)
				}
			}
		})
	}
}

func TestAListOfAreas(t *testing.T) {
	got, err := ReadAreas(strings.NewReader("area,pcode\nNippes HT01,HT10\n\"Delmas,  Carrefour\",-\n"))
	if err != nil || len(got) != 2 || got["Nippes HT01"] != "HT10" || got["Delmas, Carrefour"] != api.LeaveOut {
		t.Errorf("%v %v", got, err)
	}
	for name, text := range map[string]string{"without a p-code": "area,pcode\nNippes,\n", "with other columns": "area,region\nNippes,HT10\n", "that is empty": ""} {
		if _, err := ReadAreas(strings.NewReader(text)); err == nil {
			t.Errorf("a list %s is taken", name)
		}
	}
}
