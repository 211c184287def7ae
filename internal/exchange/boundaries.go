package exchange

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// maxFeature is how long one feature may be, in bytes: the coast of a country at its full length is some 20 MB.
const maxFeature = 64 << 20

// feature is what is read of a Feature of GeoJSON.
type feature struct {
	Properties map[string]any  `json:"properties"`
	Geometry   json.RawMessage `json:"geometry"`
}

// openBoundaries reads a FeatureCollection whose features name their region by
// a p-code, as OCHA's COD-AB do: ADM2_PCODE, adm2_pcode or pcode. Of several the
// deepest counts. One feature is in memory at a time. Code: malformed.
func openBoundaries(r *bufio.Reader) (api.ImportSource, error) {
	skipMark(r)
	guard := &rowGuard{in: r, most: maxFeature}
	in := json.NewDecoder(guard)
	if err := toFeatures(in); err != nil {
		return api.ImportSource{}, err
	}
	rows := func(yield func(api.Row[api.BoundaryInput]) bool) {
		n := 1
		for ; in.More(); n++ {
			guard.start = guard.given
			row := readFeature(in, n)
			if !yield(row) || row.Faults.Has("") {
				return
			}
		}
		if _, err := in.Token(); err != nil { // the bracket that ends the list
			row := api.Row[api.BoundaryInput]{Line: n}
			row.Faults.Add("", "bad_json", "The file ends before its features do.")
			yield(row)
		}
	}
	return api.ImportSource{Kind: api.ImportBoundaries, Layout: "boundaries (GeoJSON with p-codes)", Boundaries: iter.Seq[api.Row[api.BoundaryInput]](rows)}, nil
}

// toFeatures reads up to the first feature.
func toFeatures(in *json.Decoder) error {
	wrong := api.Errorf(api.CodeMalformed, "This is JSON, but no FeatureCollection of GeoJSON, in which boundaries are read.")
	if t, err := in.Token(); err != nil || t != json.Delim('{') {
		return wrong
	}
	for in.More() {
		name, err := in.Token()
		if err != nil {
			return wrong
		}
		if name == "features" {
			if t, err := in.Token(); err != nil || t != json.Delim('[') {
				return wrong
			}
			return nil
		}
		var passed json.RawMessage
		if err := in.Decode(&passed); err != nil {
			return wrong
		}
		if name == "crs" && !strings.Contains(string(passed), "CRS84") && !strings.Contains(string(passed), "4326") {
			return api.Errorf(api.CodeMalformed, "The file names another coordinate system than WGS 84: %s. Turn it into degrees (EPSG:4326) first.", clip(string(passed)))
		}
	}
	return wrong
}

func readFeature(in *json.Decoder, n int) api.Row[api.BoundaryInput] {
	row := api.Row[api.BoundaryInput]{Line: n}
	var f feature
	if err := in.Decode(&f); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			err = errors.New("the file ends in the middle")
		} else if errors.Is(err, errLongRow) {
			err = fmt.Errorf("it is longer than %d MiB", maxFeature>>20)
		}
		row.Faults.Add("", "bad_json", "This feature is not readable (%v); the features after it were not read.", err)
		return row
	}
	row.Value = api.BoundaryInput{Region: pcodeOf(f.Properties), Geometry: f.Geometry}
	switch {
	case row.Value.Region == "":
		row.Faults.Add("pcode", "required", "A feature names its region by a property like ADM2_PCODE, adm2_pcode or pcode.")
	case len(f.Geometry) == 0 || string(f.Geometry) == "null":
		row.Skip = "features without a geometry"
	}
	return row
}

// pcodeOf finds the p-code of a feature: the one that is its own, or that of the deepest level.
func pcodeOf(properties map[string]any) string {
	folded := map[string]string{}
	for name, value := range properties {
		if text, ok := value.(string); ok {
			folded[strings.ToLower(name)] = strings.TrimSpace(text)
		}
	}
	if own := folded["pcode"]; own != "" {
		return own
	}
	for level := api.MaxLevel; level >= 0; level-- {
		if code := folded[fmt.Sprintf("adm%d_pcode", level)]; code != "" {
			return code
		}
	}
	return ""
}
