package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/konbit-aid/konbit/api"
)

// filled returns a value of T with something in every field, so that a
// conversion that forgets one is found out.
func filled[T any](t *testing.T, change func(*T)) T {
	t.Helper()
	var v T
	fillValue(t, reflect.ValueOf(&v).Elem(), 1)
	if change != nil {
		change(&v)
	}
	return v
}

func fillValue(t *testing.T, v reflect.Value, seed int64) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Date(2024, 9, 5, 14, 3, int(seed)%60, 123456000, time.UTC)))
		return
	case api.Date:
		v.SetString(string(api.Date("2024-01-01").AddDays(int(seed))))
		return
	case api.Money:
		v.Set(reflect.ValueOf(api.Money{Minor: 1000 + seed, Currency: api.USD}))
		return
	case api.Decimal:
		v.SetString("0.9043")
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(t, v.Elem(), seed)
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(t, v.Field(i), seed*10+int64(i)+1)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fillValue(t, v.Index(0), seed*10+3)
		fillValue(t, v.Index(1), seed*10+4)
	case reflect.Array:
		for i := range v.Len() {
			fillValue(t, v.Index(i), seed*10+int64(i)+1)
		}
	case reflect.String:
		v.SetString("text" + string(rune('a'+seed%26)))
	case reflect.Uint8:
		v.SetUint(uint64('0' + seed%10))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(float64(seed%90) + 0.5)
	case reflect.Int, reflect.Int64:
		v.SetInt(seed % 1000)
	default:
		t.Fatalf("no filling for %s", v.Type())
	}
}

// roundTrip compares a record with what comes back from its row.
func roundTrip[T any](t *testing.T, want, got T, but ...string) {
	t.Helper()
	var all []cmp.Option
	if len(but) > 0 {
		var v T
		all = append(all, cmpopts.IgnoreFields(v, but...))
	}
	if diff := cmp.Diff(want, got, all...); diff != "" {
		t.Errorf("%T does not survive its row (-want +got):\n%s", want, diff)
	}
}

func TestEveryFieldSurvivesItsRow(t *testing.T) {
	region := filled(t, func(p *Place) { p.Level, p.Path, p.Name = 1, []string{"HT", p.Pcode}, string(p.Names.EN) })
	roundTrip(t, region, regionToRow(region).place())
	organization := filled[api.Organization](t, nil)
	boundary := filled[api.Boundary](t, func(b *api.Boundary) { b.Full, b.Simple = []byte(`{"type":"Polygon"}`), []byte(`{}`) })
	roundTrip(t, boundary, boundaryToRow(boundary).api())
	roundTrip(t, organization, organizationToRow(organization).api())
	rate := filled[api.ExchangeRate](t, nil)
	roundTrip(t, rate, rateToRow(rate).api())
	crisis := filled[api.Crisis](t, nil)
	roundTrip(t, crisis, crisisToRow(crisis).api(crisisToRegionRows(crisis)))
	plan := filled[Plan](t, nil)
	plan.Required = plan.sum()
	roundTrip(t, plan, planToRow(plan).plan(planToRequirementRows(plan)))
	study := filled(t, func(s *Study) { s.Needs = nil })
	roundTrip(t, study, studyToRow(study).study())
	need := filled(t, func(n *api.Need) { n.Chosen, n.ChosenBecause, n.Sources = nil, nil, nil })
	roundTrip(t, need, needToRow(need, "").api())
	pledge := filled(t, func(p *api.Pledge) { p.Status = p.StateOn("2024-01-01") })
	allocations, destinations := pledgeToParts(pledge)
	roundTrip(t, pledge, pledgeToRow(pledge).api("2024-01-01", allocations, destinations))
	now := time.Date(2024, 9, 5, 14, 3, 0, 0, time.UTC)
	key := filled(t, func(k *api.Key) { k.Status = k.StatusAt(now) })
	roundTrip(t, key, keyToRow(key, "").api(now))
	grant := filled(t, func(g *api.Grant) { g.Status = g.StatusAt(now) })
	roundTrip(t, grant, grantToRow(grant).api(now))
	transaction := filled[api.Transaction](t, nil)
	roundTrip(t, transaction, transactionToRow(transaction).api())
	incident := filled[api.Incident](t, nil)
	roundTrip(t, incident, incidentToRow(incident).api())
	constraint := filled[api.AccessConstraint](t, nil)
	roundTrip(t, constraint, constraintToRow(constraint).api())
	presence := filled[api.Presence](t, nil)
	roundTrip(t, presence, presenceToRow(presence).api())
}

func TestAForgottenFieldIsFoundOut(t *testing.T) {
	want := filled[api.Organization](t, nil)
	got := organizationToRow(want).api()
	got.Acronym = ""
	if cmp.Diff(want, got) == "" {
		t.Fatal("the comparison is blind")
	}
}
