package demo

import (
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func TestEveryRecordOfTheDemoIsValid(t *testing.T) {
	d := load(t)
	check := func(what string, faults api.Fields) {
		t.Helper()
		if len(faults) > 0 {
			t.Errorf("%s: %v", what, faults)
		}
	}
	for _, r := range d.Regions {
		check(r.Pcode, r.Validate())
	}
	for _, o := range d.Organizations {
		check(o.Code, o.Validate())
	}
	for _, c := range d.Crises {
		check(c.Code, c.Validate())
	}
	for _, a := range d.Appeals {
		check(a.Code, a.WithDefaults().Validate())
	}
	for _, a := range d.Assessments {
		check(a.Title, a.WithDefaults(api.System).Validate())
	}
	for _, p := range d.Promises {
		check(string(p.Pledge.Reference), p.Pledge.WithDefaults(api.System).Validate())
		for _, tx := range p.sourced() {
			check(string(p.Pledge.Reference)+" "+string(tx.Type), tx.WithDefaults().Validate())
		}
	}
}

func TestEveryReportOfTheDemoIsValid(t *testing.T) {
	d := load(t)
	for _, r := range d.Incidents {
		if faults := r.WithDefaults(api.System).Validate(); len(faults) > 0 || r.Reference == "" {
			t.Errorf("%s: %v", r.Title, faults)
		}
	}
	for _, c := range d.Constraints {
		if faults := c.WithDefaults(api.System).Validate(); len(faults) > 0 || c.Title == "" {
			t.Errorf("%s: %v", c.Title, faults)
		}
	}
	for _, p := range d.Presences {
		if faults := p.WithDefaults(api.System).Validate(); len(faults) > 0 {
			t.Errorf("%s: %v", p.Activity, faults)
		}
	}
}

func TestWhatIsMadeUpSaysSoInItsTitle(t *testing.T) {
	d := load(t)
	made := func(crisis, title string) {
		if strings.HasPrefix(title, "Example: ") != (crisis == "hti-example") {
			t.Errorf("%s: %q", crisis, title)
		}
	}
	for _, c := range d.Crises {
		made(c.Code, c.Title)
	}
	for _, a := range d.Appeals {
		made(a.Crisis, a.Title)
	}
	for _, a := range d.Assessments {
		made(a.Crisis, a.Title)
	}
	for _, p := range d.Promises {
		made(p.Pledge.Crisis, p.Pledge.Title)
	}
	for _, r := range d.Incidents {
		made(r.Crisis, r.Title)
	}
	for _, c := range d.Constraints {
		made(c.Crisis, string(c.Title))
	}
	for _, p := range d.Presences {
		made(p.Crisis, string(p.Activity))
	}
}

func TestEveryFigureNamesItsSource(t *testing.T) {
	d := load(t)
	for _, r := range d.Incidents {
		if r.Crisis != "hti-example" && (len(r.Sources) == 0 || r.Sources[0].URL == "") {
			t.Errorf("%s cites %v", r.Title, r.Sources)
		}
	}
	for _, c := range d.Constraints {
		if c.Crisis != "hti-example" && (len(c.Sources) == 0 || c.Sources[0].URL == "") {
			t.Errorf("%s cites %v", c.Title, c.Sources)
		}
	}
	for _, a := range d.Appeals {
		if len(a.Sources) == 0 {
			t.Errorf("%s cites nothing", a.Code)
		}
	}
	for _, p := range d.Promises {
		s := p.Pledge.Sources
		if len(s) == 0 || s[0].Publisher == "" || s[0].Publisher == "OCHA FTS" && s[0].URL == "" {
			t.Errorf("%s cites %v", p.Pledge.Reference, s)
		}
	}
}

// load reads the embedded data.
func load(t *testing.T) dataset {
	t.Helper()
	d, err := read()
	if err != nil {
		t.Fatal(err)
	}
	return d
}
