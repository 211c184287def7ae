package relief_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// load imports a real file and returns the report.
func load(t *testing.T, svc *relief.Service, path string) api.ImportReport {
	t.Helper()
	file, err := os.Open(testkit.Shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	src, err := exchange.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := svc.Import(t.Context(), api.System, src, api.ImportOptions{File: path})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func TestRealBoundaries(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		load(t, w.Service, "regions/hti_admin0_3.csv")
		rep := load(t, w.Service, "boundaries/hti_adm2_simplified.geojson")
		if rep.Created != 140 || rep.Rejected != 0 {
			t.Fatalf("%+v", rep)
		}
		if again := load(t, w.Service, "boundaries/hti_adm2_simplified.geojson"); again.Unchanged != 140 || again.Created+again.Updated != 0 {
			t.Errorf("%+v", again)
		}
		for _, detail := range []string{"full", "simple"} {
			feature, err := w.Boundary(t.Context(), api.Caller{}, "HT0111", api.BoundaryFilter{Detail: detail})
			if err != nil {
				t.Fatal(err)
			}
			turned(t, feature)
		}
		shown, err := w.Outlines(t.Context(), []string{"HT0111", "HT01", "XX"})
		if err != nil || len(shown) != 2 || shown["HT0111"].BBox[0] >= shown["HT0111"].BBox[2] {
			t.Errorf("%v %v", shown, err)
		}
	})
}

// turned checks the rings of RFC 7946: closed, the outer ones against the clock, holes with it.
func turned(t *testing.T, f api.BoundaryFeature) {
	t.Helper()
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := geojson.UnmarshalFeature(text)
	if err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	var areas orb.MultiPolygon
	switch g := parsed.Geometry.(type) {
	case orb.Polygon:
		areas = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		areas = g
	default:
		t.Fatalf("%T", g)
	}
	points := 0
	for _, area := range areas {
		for i, ring := range area {
			points += len(ring)
			if want := map[bool]orb.Orientation{true: orb.CCW, false: orb.CW}[i == 0]; !ring.Closed() || ring.Orientation() != want {
				t.Errorf("%s: ring %d is not turned as it should be", f.Properties.Detail, i)
			}
		}
	}
	if points != f.Properties.Points {
		t.Errorf("%s: %d points, said to be %d", f.Properties.Detail, points, f.Properties.Points)
	}
}

func TestABoundaryIsCheckedAndKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		w := newWorld(t, url)
		set := func(geometry string) (api.Outcome, error) {
			return w.SetBoundary(t.Context(), api.System, api.BoundaryInput{Region: "HT01", Geometry: json.RawMessage(geometry), Source: "CNIGS"})
		}
		hole := `{"type":"Polygon","coordinates":[[[0,0],[0,10,5],[10,10],[10,0],[0,0]],[[2,2],[4,2],[4,4],[2,4],[2,2]]]}`
		for _, want := range []api.Outcome{api.Created, api.Unchanged} {
			if got, err := set(hole); got != want || err != nil {
				t.Fatalf("%s %v", got, err)
			}
		}
		if got, err := set(`{"type":"MultiPolygon","coordinates":[[[[0,0],[0,9],[9,9],[9,0],[0,0]]],[[[20,0],[20,0.0001],[20.0001,0.0001],[20,0]]]]}`); got != api.Updated || err != nil {
			t.Fatalf("%s %v", got, err)
		}
		f, err := w.Boundary(t.Context(), api.Caller{}, "HT01", api.BoundaryFilter{})
		if err != nil || string(f.Geometry) != `{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]]]}` {
			t.Errorf("%s %v", f.Geometry, err)
		}
		turned(t, f)
		for name, geometry := range map[string]string{"a point": `{"type":"Point","coordinates":[0,0]}`, "an open ring": `{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[1,0]]]}`,
			"two positions": `{"type":"Polygon","coordinates":[[[0,0],[0,0]]]}`, "meters": `{"type":"Polygon","coordinates":[[[782000,2050000],[783000,2050000],[783000,2060000],[782000,2050000]]]}`,
			"too far east": `{"type":"Polygon","coordinates":[[[0,0],[181,0],[1,1],[0,0]]]}`, "too far north": `{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,91],[0,0]]]}`,
			"no rings": `{"type":"Polygon","coordinates":[]}`, "no numbers": `{"type":"Polygon","coordinates":[[["0",0]]]}`, "half a position": `{"type":"Polygon","coordinates":[[[0],[0],[0],[0]]]}`, "no JSON": `{`, "nothing": `null`} {
			if _, err := set(geometry); api.CodeOf(err) != api.CodeInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.Boundary(t.Context(), api.Caller{}, "HT", api.BoundaryFilter{}); api.CodeOf(err) != api.CodeNotFound {
			t.Errorf("%v", err)
		}
	})
}
