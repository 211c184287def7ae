package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestRecordsWriteThemselvesAsEncodingJSONDoes compares bytes, whatever is in the fields.
func TestRecordsWriteThemselvesAsEncodingJSONDoes(t *testing.T) {
	t.Run("pledges", asEncodingJSONDoes[Pledge])
	t.Run("needs", asEncodingJSONDoes[Need])
	t.Run("assessments", asEncodingJSONDoes[Assessment])
	t.Run("assessments as they are recorded", asEncodingJSONDoes[AssessmentInput])
	t.Run("coverage", asEncodingJSONDoes[Coverage])
	if _, ok := (List[Region]{Data: []Region{}}).AppendJSON(nil); ok {
		t.Error("regions do not write themselves")
	}
}

func asEncodingJSONDoes[R any](t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := List[R]{Data: make([]R, rapid.IntRange(0, 3).Draw(t, "records")), Next: Opt(anyText.Draw(t, "next"))}
		for i := range list.Data {
			draw(t, reflect.ValueOf(&list.Data[i]).Elem())
		}
		if rapid.Bool().Draw(t, "counted") {
			n := rapid.Int64().Draw(t, "total")
			list.Total = &n
		}
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(list); err != nil {
			t.Fatal(err)
		}
		got, ok := list.AppendJSON(nil)
		if got = append(got, '\n'); !ok || !bytes.Equal(got, want.Bytes()) {
			t.Fatalf("got  %s\nwant %s", got, want.Bytes())
		}
		for _, record := range list.Data {
			one, err := Marshal(record)
			if want, wrong := json.Marshal(record); err != nil || wrong != nil || !bytes.Equal(one, want) {
				t.Fatalf("got  %s\nwant %s (%v, %v)", one, want, err, wrong)
			}
		}
	})
}

var anyText = rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "plain", "Haïti", "<b>&amp;", "\u2028", "\xff", "a\tb\"c\\", "\x7f"}))

// draw fills every field with anything that its type can hold.
func draw(t *rapid.T, v reflect.Value) {
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "time")).UTC()))
		return
	case reflect.TypeFor[People]():
		v.SetInt(rapid.OneOf(rapid.Int64(), rapid.Just(int64(Suppressed))).Draw(t, "people"))
		return
	case reflect.TypeFor[Currency]():
		v.SetString(string(rapid.SampledFrom([]Currency{USD, "JPY", "KWD", "<&>"}).Draw(t, "currency")))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(anyText.Draw(t, "text"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "number"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "truth"))
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			draw(t, v.Elem())
		}
	case reflect.Slice:
		if n := rapid.IntRange(-1, 3).Draw(t, "length"); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
			for i := range n {
				draw(t, v.Index(i))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			draw(t, v.Field(i))
		}
	default:
		t.Fatalf("a new kind of field: %s", v.Type())
	}
}
