package httpapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

// TestTheDocumentRequiresWhatTheInputsRequire compares what the document calls required with what Validate says of an
// input that holds nothing.
func TestTheDocumentRequiresWhatTheInputsRequire(t *testing.T) {
	s := readSpec(t)
	donor := api.Caller{KeyID: "key", Organization: "usaid"}
	for schema, empty := range map[string]api.Fields{
		"AccessConstraintInput": api.AccessConstraintInput{}.WithDefaults(donor).Validate(),
		"IncidentInput":         api.IncidentInput{}.WithDefaults(donor).Validate(),
		"PresenceInput":         api.PresenceInput{}.WithDefaults(donor).Validate(),
		"AppealInput":           api.AppealInput{}.WithDefaults().Validate(),
		"AssessmentInput":       api.AssessmentInput{}.WithDefaults(donor).Validate(),
		"CrisisInput":           api.CrisisInput{}.Validate(),
		"ExchangeRateInput":     api.ExchangeRateInput{}.Validate(),
		"NeedInput":             api.NeedInput{}.WithDefaults().Validate(),
		"OrganizationInput":     api.OrganizationInput{}.Validate(),
		"PledgeInput":           api.PledgeInput{}.WithDefaults(donor).Validate(),
		"RegionInput":           api.RegionInput{}.Validate(),
		"SourceInput":           api.Source{}.Validate(),
		"TransactionInput":      api.TransactionInput{}.WithDefaults().Validate(),
		"Transition":            api.Transition{}.Validate(),
		"GrantInput":            api.GrantInput{}.WithDefaults(donor).Validate(),
		"KeyInput":              api.KeyInput{}.WithDefaults(donor).Validate(),
		"RotationInput":         api.RotationInput{}.WithDefaults().Validate(),
	} {
		t.Run(schema, func(t *testing.T) {
			var want []string
			for _, f := range empty {
				name, _, _ := strings.Cut(strings.TrimPrefix(f.Pointer, "/"), "/")
				// A pledge names a crisis or an appeal, and a line says at least one of its figures: no one field.
				if name != "" && (schema != "PledgeInput" || name != "crisis") && !slices.Contains(want, name) {
					want = append(want, name)
				}
			}
			var got []string
			list, _ := s.at("components", "schemas", schema, "required").([]any)
			for _, name := range list {
				got = append(got, fmt.Sprint(name))
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("the document requires %v, the program %v", got, want)
			}
		})
	}
}
