package httpapi

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/konbit-aid/konbit/api"
)

// closed lists the values of the parameters that have a named type.
var closed = map[reflect.Type][]string{
	reflect.TypeFor[api.AppealType]():       words(api.AppealTypes),
	reflect.TypeFor[api.ApprovalNeed]():     words(api.ApprovalNeeds),
	reflect.TypeFor[api.ApprovalStatus]():   words(api.ApprovalStatuses),
	reflect.TypeFor[api.AssessmentStatus](): words(api.AssessmentStatuses),
	reflect.TypeFor[api.ConstraintStatus](): words(api.ConstraintStatuses),
	reflect.TypeFor[api.ConstraintType]():   words(api.ConstraintTypes),
	reflect.TypeFor[api.Direction]():        words(api.Directions),
	reflect.TypeFor[api.ImportKind]():       words(api.ImportKinds),
	reflect.TypeFor[api.ImportState]():      words(api.ImportStates),
	reflect.TypeFor[api.IncidentCategory](): words(api.IncidentCategories),
	reflect.TypeFor[api.IncidentStatus]():   words(api.IncidentStatuses),
	reflect.TypeFor[api.KeyStatus]():        words(api.KeyStatuses),
	reflect.TypeFor[api.Method]():           words(api.Methods),
	reflect.TypeFor[api.Scope]():            words(api.Scopes),
	reflect.TypeFor[api.OrganizationType](): words(api.OrganizationTypes),
	reflect.TypeFor[api.PledgeKind]():       words(api.PledgeKinds),
	reflect.TypeFor[api.PledgeStage]():      words(api.PledgeStages),
	reflect.TypeFor[api.PledgeStatus]():     words(api.PledgeStatuses),
	reflect.TypeFor[api.PresenceStatus]():   words(api.PresenceStatuses),
	reflect.TypeFor[api.SectorCode]():       sectorCodes(),
	reflect.TypeFor[api.Sensitivity]():      words(api.Sensitivities),
	reflect.TypeFor[api.Step]():             words(api.Steps),
	reflect.TypeFor[api.TransactionType]():  words(api.TransactionTypes),
	reflect.TypeFor[api.WebhookKind]():      words(api.WebhookKinds),
	reflect.TypeFor[api.WebhookStatus]():    words(api.WebhookStatuses),
}

// closedNames lists the values of the parameters that are plain texts in the filter.
var closedNames = map[string][]string{
	"group":      api.Groups,
	"resource":   api.LedgerResources,
	"sex":        api.Sexes,
	"earmarking": strings.Split("ABCDEFGHIJKL", ""),
}

// forms checks the form of the parameters that name a record, by their name or by the tag "names" of the filter's
// field. Whether there is such a record the service knows.
var forms = map[string]func(f *api.Fields, name, value string){
	"region":       (*api.Fields).Pcode,
	"region_exact": (*api.Fields).Pcode,
	"crisis":       (*api.Fields).SlugCode,
	"organization": (*api.Fields).SlugCode,
	"donor":        (*api.Fields).SlugCode,
	"recipient":    (*api.Fields).SlugCode,
	"requested_by": (*api.Fields).SlugCode,
	"appeal":       (*api.Fields).PlanCode,
	"code":         (*api.Fields).PlanCode,
	"assessment":   recordID,
	"key":          needKey,
	"pledge":       recordID,
	"glide":        (*api.Fields).GLIDE,
	"country":      country,
	"iso3":         iso3,
	"sha256":       digest,
	"fault":        faultCode,
}

func words[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}

func sectorCodes() []string {
	all := make([]string, len(api.Sectors))
	for i, s := range api.Sectors {
		all[i] = string(s.Code)
	}
	return all
}

func needKey(f *api.Fields, name, value string) { api.ParseNeedKey(f, name, value) }

func recordID(f *api.Fields, name, value string) {
	if !api.IsID(value) {
		f.Add(name, "bad_id", "%q is not an id like 01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10.", value)
	}
}

// iso3 checks the form alone: places outside ISO 3166-1, like Kosovo, have a code too.
func iso3(f *api.Fields, name, value string) {
	if len(value) != 3 || strings.Trim(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		f.Add(name, "bad_code", "%q is not a three-letter country code like HTI.", value)
	}
}

func digest(f *api.Fields, name, value string) {
	if b, err := hex.DecodeString(value); err != nil || len(b) != sha256.Size {
		f.Add(name, "bad_digest", "A digest is 64 hexadecimal digits.")
	}
}

// faultCode checks the form alone: which codes there are the rules know.
func faultCode(f *api.Fields, name, value string) {
	if strings.Trim(value, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		f.Add(name, "bad_code", "%q is not the code of a fault like unknown_region.", value)
	}
}

func country(f *api.Fields, name, value string) {
	if c, ok := api.CountryOf(value); !ok || c.ISO3 != value {
		f.Add(name, "unknown_country", "%q is not a three-letter country code like HTI.", value)
	}
}

// text checks a value that is a text: its characters, then the list it must be of or the form it must have.
func (q *query) text(name string, tag reflect.StructTag, into reflect.Value, text string) {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		q.faults.Add(name, "bad_text", "%s must be valid UTF-8 without control characters.", name)
		return
	}
	if most := longest(name); utf8.RuneCountInString(text) > most {
		q.faults.Add(name, "too_long", "%s has at most %d characters.", name, most)
		return
	}
	among := closed[into.Type()]
	if list := tag.Get("enums"); list != "" {
		among = strings.Split(list, ",")
	} else if list := closedNames[name]; list != nil {
		among = list
	}
	check := forms[cmp.Or(tag.Get("names"), name)]
	switch {
	case among != nil:
		if !slices.Contains(among, text) {
			q.notAmong(name, text, among)
		}
	case into.Type() == reflect.TypeFor[api.Date]():
		q.faults.Day(name, api.Date(text), true)
	case into.Type() == reflect.TypeFor[api.Moment]():
		q.faults.Moment(name, api.Moment(text))
	case into.Type() == reflect.TypeFor[api.Currency]():
		if !api.Currency(text).Known() {
			q.faults.Add(name, "unknown_currency", "%q is not an ISO 4217 code; GET /v1/currencies lists them.", text)
		}
	case check != nil:
		check(&q.faults, name, text)
	}
}

func longest(name string) int {
	if name == "cursor" || name == "url" {
		return api.MaxURL
	}
	return api.MaxTitle
}
