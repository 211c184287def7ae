package relief_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// world is a service on an empty database with a few regions, organizations
// and a crisis over two countries.
type world struct {
	*relief.Service
	t     testing.TB
	ctx   context.Context
	store *store.Store
	url   string
	key   string // of the ledger, public
	now   *time.Time
}

func (w *world) donor() api.Caller { return key("usaid", api.ScopePledge) }
func (w *world) ngo() api.Caller   { return key("wfp", api.ScopeAssess, api.ScopePledge) }
func (w *world) coordinator() api.Caller {
	return key("ocha", api.ScopeCoordinate, api.ScopeAssess)
}

func key(organization string, scopes ...api.Scope) api.Caller {
	return api.Caller{KeyID: organization + "-key", Organization: organization, Scopes: scopes, Person: organization + "-key"}
}

func newWorld(t testing.TB, url string) *world {
	t.Helper()
	testkit.Fill(t, url)
	st, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if _, err := st.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2024, 9, 30, 12, 0, 0, 0, time.UTC)
	w := &world{t: t, ctx: t.Context(), store: st, url: url, now: &now}
	private, public, err := ledger.NewKey("konbit.test")
	w.must(err)
	signer, err := ledger.NewSigner(private)
	w.must(err)
	w.key = public
	w.Service = relief.New(st, relief.WithClock(func() time.Time { return *w.now }), relief.WithSigner(signer))
	w.must(w.Batch(w.ctx, api.System, false, w.fill))
	return w
}

func (w *world) fill(b *relief.Batch) error {
	regions := []struct {
		pcode, parent, iso3 string
		level               int
		population          int64
	}{{"HT", "", "HTI", 0, 1000}, {"HT01", "HT", "HTI", 1, 600}, {"HT02", "HT", "HTI", 1, 300}, {"HT0111", "HT01", "HTI", 2, 250},
		{"HT0112", "HT01", "HTI", 2, 150}, {"DO", "", "DOM", 0, 2000}, {"DO01", "DO", "DOM", 1, 100}, {"KE", "", "KEN", 0, 5000}}
	year := 2019
	for _, r := range regions {
		if _, err := b.PutRegion(api.RegionInput{Pcode: r.pcode, Level: r.level, Parent: api.Opt(r.parent), ISO3: r.iso3,
			Names: api.Names{EN: api.Opt("Place " + r.pcode)}, Population: &r.population, PopulationYear: &year}, false); err != nil {
			return err
		}
	}
	for _, o := range []string{"usaid", "wfp", "ocha", "echo"} {
		if _, err := b.PutOrganization(api.OrganizationInput{Code: o, Name: o, Type: "other"}); err != nil {
			return err
		}
	}
	_, err := b.PutCrisis(api.CrisisInput{Code: "hti-2024", Title: "Haiti", Regions: []string{"HT", "DO"}, StartedOn: "2024-02-29"})
	return err
}

// agree lets a coordinator agree to the change that waits.
func (w *world) agree(err error) {
	w.t.Helper()
	waits, ok := errors.AsType[*api.Awaiting](err)
	if !ok {
		w.t.Fatalf("nothing waits: %v", err)
	}
	_, err = w.TransitionApproval(w.ctx, w.coordinator(), waits.Approval.ID, api.Transition{To: "approved"}, nil)
	w.must(err)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// withoutRaces skips what records many thousand rows one after the other, where nothing can race.
func withoutRaces(t *testing.T) {
	t.Helper()
	if testkit.UnderRace {
		t.Skip("make test-long runs it")
	}
}

func engines(t *testing.T, fn func(t *testing.T, w *world)) {
	testkit.Engines(t, func(t *testing.T, url string) { fn(t, newWorld(t, url)) })
}

var cited = []api.Source{{Publisher: "OCHA", Title: "Situation report", PublishedOn: "2024-09-01", Reliability: "A", Credibility: 1}}

func usd(cents int64) api.Money { return api.Money{Minor: cents, Currency: api.USD} }

func pledge(cents int64, change ...func(*api.PledgeInput)) api.PledgeInput {
	in := api.PledgeInput{Crisis: "hti-2024", Title: "Food", Amount: usd(cents), PledgedOn: "2024-09-05", Sources: cited}
	for _, c := range change {
		c(&in)
	}
	return in
}

func to(region string, sector api.SectorCode, cents int64) func(*api.PledgeInput) {
	return func(in *api.PledgeInput) {
		in.Allocations = append(in.Allocations, api.Allocation{Region: region, Sector: sector, Amount: usd(cents)})
	}
}

func (w *world) pledge(in api.PledgeInput) api.Pledge {
	w.t.Helper()
	p, err := w.CreatePledge(w.ctx, w.donor(), in, nil)
	w.must(err)
	return p
}

func (w *world) pay(p api.Pledge, kind api.TransactionType, cents int64, on api.Date) error {
	_, err := w.CreateTransaction(w.ctx, w.donor(), p.ID, api.TransactionInput{Type: kind, Amount: usd(cents), Date: on, Sources: cited}, nil)
	return err
}

// assess records lines as validated.
func (w *world) assess(published api.Date, sensitivity api.Sensitivity, needs ...api.NeedInput) api.Assessment {
	w.t.Helper()
	a, err := w.CreateAssessment(w.ctx, w.ngo(), api.AssessmentInput{Crisis: "hti-2024", Title: "Needs", Method: "hno", PublishedOn: published,
		Period: api.Period{From: "2024-01-01", To: "2024-12-31"}, Sensitivity: sensitivity, Sources: cited, Needs: needs}, nil)
	w.must(err)
	for _, step := range []struct {
		who api.Caller
		to  string
	}{{w.ngo(), "submitted"}, {w.coordinator(), "validated"}} {
		a, err = w.TransitionAssessment(w.ctx, step.who, a.ID, api.Transition{To: step.to}, nil)
		w.must(err)
	}
	return a
}

func people(region string, sector api.SectorCode, inNeed int64) api.NeedInput {
	n := api.People(inNeed)
	return api.NeedInput{Region: region, Sector: sector, InNeed: &n}
}

func (w *world) coverage(caller api.Caller, f api.CoverageFilter) api.Coverage {
	w.t.Helper()
	f.Crisis = "hti-2024"
	if f.Limit == 0 {
		f.Limit = 1000
	}
	c, err := w.Coverage(w.ctx, caller, f)
	w.must(err)
	return c
}

func row(c api.Coverage, region string, sector api.SectorCode) api.CoverageRow {
	for _, r := range c.Data {
		if r.Region.Pcode == region && r.Sector == sector {
			return r
		}
	}
	return api.CoverageRow{}
}

func wantFault(t testing.TB, err error, code api.Code, pointer, fault string) {
	t.Helper()
	if api.CodeOf(err) != code {
		t.Fatalf("want %s, got %v", code, err)
	}
	e, _ := errors.AsType[*api.Error](err)
	for _, f := range e.Fields {
		if f.Pointer == pointer && f.Code == fault {
			return
		}
	}
	if pointer != "" || fault != "" {
		t.Errorf("want %s at %s, got %v", fault, pointer, e)
	}
}
