package api

import (
	"errors"
	"strings"
	"testing"
)

// TestDecodeRefusesBodiesMadeToCostMemory in a few words. What they cost is measured in cmd/konbit.
func TestDecodeRefusesBodiesMadeToCostMemory(t *testing.T) {
	const size = 2 << 20
	for name, body := range map[string]string{
		"brackets":           `{"allocations":[[` + strings.Repeat(`[],`, size/3) + `[]]]}`,
		"empty objects":      `{"allocations":[` + strings.Repeat(`{},`, size/3) + `{}]}`,
		"wrong members":      `{"allocations":[` + strings.Repeat(`{"region":7,"colour":1},`, size/24) + `{}]}`,
		"one member":         `{` + strings.Repeat(`"a":1,`, size/6) + `"a":1}`,
		"one long text":      `{"title":"` + strings.Repeat("a", size) + `"}`,
		"a long number":      `{"title":` + strings.Repeat("1", size) + `}`,
		"a long name":        `{"` + strings.Repeat("a", size) + `":1}`,
		"texts full of NULs": `{"allocations":["` + strings.Repeat(`\u0000","`, size/9) + `"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			var in PledgeInput
			err := Decode([]byte(body), &in)
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Code != CodeMalformed && e.Code != CodeInvalid || len(e.Fields) > MaxFaults {
				t.Fatalf("got %.200v", err)
			}
			if len(e.Error()) > 1<<20 {
				t.Errorf("the answer to %d bytes has %d", len(body), len(e.Error()))
			}
			if len(in.Allocations) > MaxNeeds {
				t.Errorf("%d allocations were made", len(in.Allocations))
			}
		})
	}
}
