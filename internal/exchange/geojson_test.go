package exchange

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/paulmach/orb/geojson"
	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

var inHaiti = api.Outline{Geometry: json.RawMessage(`{"type":"Polygon","coordinates":[[[-72.5,18],[-71.5,18],[-71.5,19],[-72.5,19],[-72.5,18]]]}`), BBox: api.Box{-72.5, 18, -71.5, 19}}

func onMap(t testing.TB, needs []api.Need, at ...*api.Outline) []byte {
	t.Helper()
	var b bytes.Buffer
	out := NewGeoJSON(&b, NeedColumns)
	for i, n := range needs {
		if err := out.Write(n, at[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestNeedsOnAMap(t *testing.T) {
	few, many, severity := api.Suppressed, api.People(1_200_000), 4
	point := api.Outline{Geometry: json.RawMessage(`{"type":"Point","coordinates":[-70.1,17.5]}`), BBox: api.Box{-70.1, 17.5, -70.1, 17.5}}
	file := onMap(t, []api.Need{
		{ID: "n1", NeedInput: api.NeedInput{Region: "HT01", Sector: "WSH", InNeed: &many, Affected: &few, Severity: &severity, Required: &api.Money{Minor: 12_50, Currency: "USD"}}},
		{ID: "n2", NeedInput: api.NeedInput{Region: "DO", Sector: "=1"}}, {ID: "n3"}}, &inHaiti, &point, nil)
	golden(t, "needs.geojson", file)
	collection, err := geojson.UnmarshalFeatureCollection(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(file), "crs") || len(collection.Features) != 3 || collection.Features[2].Geometry != nil {
		t.Errorf("%s", file)
	}
	if b := collection.BBox; b[0] != -72.5 || b[1] != 17.5 || b[2] != -70.1 || b[3] != 19 {
		t.Errorf("the box is %v", b)
	}
	p := collection.Features[0].Properties
	if p["in_need"] != 1.2e6 || p["affected"] != nil || p["affected_suppressed"] != true || p["reached"] != nil || p["required"] != 12.5 || p["severity"] != 4.0 {
		t.Errorf("%v", p)
	}
	if empty := onMap(t, nil); !json.Valid(empty) || strings.Contains(string(empty), "bbox") {
		t.Errorf("%s", empty)
	}
}

func TestAnyNeedIsGeoJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := anyNeed(t)
		collection, err := geojson.UnmarshalFeatureCollection(onMap(silent{}, []api.Need{n}, &inHaiti))
		if err != nil {
			t.Fatal(err)
		}
		p := collection.Features[0].Properties
		if p["assessment"] != strings.ToValidUTF8(n.Assessment, "\uFFFD") || p["region"] != n.Region {
			t.Errorf("%v", p)
		}
		if n.InNeed != nil && *n.InNeed >= 0 && p["in_need"] != float64(*n.InNeed) {
			t.Errorf("%v people in need, not %d", p["in_need"], *n.InNeed)
		}
	})
}

func readAll(t *testing.T, text string) []api.Row[api.BoundaryInput] {
	t.Helper()
	src, err := Open(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var rows []api.Row[api.BoundaryInput]
	for r := range src.Boundaries {
		rows = append(rows, r)
	}
	return rows
}

func TestBoundariesAreFoundByTheirDeepestPcode(t *testing.T) {
	rows := readAll(t, ` {"type":"FeatureCollection","name":"x","crs":{"properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[
		{"properties":{"ADM0_PCODE":"HT","ADM2_PCODE":" HT0111 ","ADM1_PCODE":"HT01","ADM3_PCODE":""},"geometry":{"type":"Polygon"}},
		{"properties":{"pcode":"DO03","adm1_pcode":"DO"},"geometry":null}, {"properties":{"name":"x"},"geometry":{}}, {"properties":}]}`)
	if len(rows) != 4 || rows[0].Value.Region != "HT0111" || len(rows[0].Faults) != 0 || rows[1].Value.Region != "DO03" || rows[1].Skip == "" ||
		!rows[2].Faults.Has("pcode") || !rows[3].Faults.Has("") {
		t.Errorf("%+v", rows)
	}
}

func TestAFileThatBreaksOffIsAFault(t *testing.T) {
	feature := `{"properties":{"pcode":"HT"},"geometry":{"type":"Polygon"}}`
	for _, text := range []string{feature, feature + ",", feature + `,{"prop`, feature + "}"} {
		if rows := readAll(t, `{"features":[`+text); !rows[len(rows)-1].Faults.Has("") {
			t.Errorf("%s: %+v", text, rows)
		}
	}
	if rows := readAll(t, `{"features":[`+feature+`]`); len(rows) != 1 {
		t.Errorf("%+v", rows)
	}
}

func TestWhatIsNoCollectionOfFeaturesIsRefused(t *testing.T) {
	for name, text := range map[string]string{"a feature": `{"type":"Feature"}`, "nothing": `{`, "a list": `{"features":{}}`,
		"another coordinate system": `{"crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::32618"}},"features":[]}`} {
		if _, err := Open(strings.NewReader(text)); api.CodeOf(err) != api.CodeMalformed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRealBoundariesAreRead(t *testing.T) {
	for file, want := range map[string]int{"hti_adm1_simplified": 10, "hti_adm2_simplified": 140, "dom_adm1": 10} {
		text, err := os.ReadFile(testkit.Shared(t, "boundaries/"+file+".geojson"))
		if err != nil {
			t.Fatal(err)
		}
		rows := readAll(t, string(text))
		for _, r := range rows {
			if len(r.Faults) > 0 || r.Value.Region == "" {
				t.Errorf("%s: %+v", file, r.Faults)
			}
		}
		if len(rows) != want {
			t.Errorf("%s: %d features", file, len(rows))
		}
	}
}
