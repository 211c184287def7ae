package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/api/client"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// journey is the main job from an empty database to coverage, as its people do it.
type journey struct {
	t       *testing.T // the whole journey's: what it starts outlives a step
	ctx     context.Context
	keys    map[string]string
	environ []string
	server  *server
	ocha    *client.Client // coordinates
	acted   *client.Client // assesses
	usaid   *client.Client // pledges
	echo    *client.Client // pledges too
	nobody  *client.Client
	pledge  api.Pledge
}

var cited = []api.Source{{Publisher: "OCHA", Title: "An example for tests", PublishedOn: "2024-02-27", Reliability: "A", Credibility: 2}}

// TestTheMainJob goes through the steps in order: each stands on those before it.
func TestTheMainJob(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		j := &journey{t: t, ctx: t.Context(), environ: on(url), keys: map[string]string{}}
		for _, step := range []struct {
			name string
			do   func(*journey, *testing.T)
		}{
			{"an empty database gets its schema, keys and regions", (*journey).prepare},
			{"the coordinator records crisis and appeal", (*journey).plan},
			{"an assessment is drafted, submitted and validated", (*journey).assess},
			{"a pledge is announced, made, committed and paid", (*journey).give},
			{"a pledge in another currency is shared", (*journey).share},
			{"nobody writes what is another's", (*journey).trespass},
			{"coverage joins it all", (*journey).cover},
			{"and explains itself", (*journey).explain},
			{"lists come as CSV", (*journey).export},
			{"a restart keeps everything", (*journey).restart},
		} {
			if !t.Run(step.name, func(t *testing.T) { step.do(j, t) }) {
				return
			}
		}
	})
}

func (j *journey) prepare(t *testing.T) {
	if got := konbit(t, j.environ, "migrate", "status"); got.code != 0 || !strings.Contains(got.stdout, "\tpending\n") {
		t.Fatalf("migrate status: %+v", got)
	}
	if got := konbit(t, j.environ, "migrate", "up"); got.code != 0 || got.stdout != "" {
		t.Fatalf("migrate up: %+v", got)
	}
	if got := konbit(t, j.environ, "migrate", "status"); got.code != 0 || strings.Contains(got.stdout, "pending") {
		t.Fatalf("migrate status: %+v", got)
	}
	if got := konbit(t, j.environ, "import", "regions", "testdata/regions.csv"); got.code != 0 || !strings.Contains(got.stdout, `"created":4`) {
		t.Fatalf("import: %+v", got)
	}
	for org, scopes := range map[string]string{"ocha": "coordinate", "acted": "assess", "usaid": "pledge", "echo": "pledge,read"} {
		j.keys[org] = key(t, j.environ, org, scopes)
	}
	j.serve()
}

func (j *journey) serve() {
	j.server = start(j.t, j.environ)
	j.ocha, j.acted, j.usaid, j.echo = j.server.as(j.keys["ocha"]), j.server.as(j.keys["acted"]),
		j.server.as(j.keys["usaid"]), j.server.as(j.keys["echo"])
	j.nobody = j.server.as("")
}

func (j *journey) plan(t *testing.T) {
	crisis := api.CrisisInput{Code: "hti-2024", Title: "Haiti 2024", Regions: []string{"HT"}, StartedOn: "2024-02-29"}
	refused(t, api.CodeForbidden)(j.usaid.CreateCrisis(j.ctx, crisis))
	refused(t, api.CodeUnauthorized)(j.nobody.CreateCrisis(j.ctx, crisis))
	must(j.ocha.CreateCrisis(j.ctx, crisis))(t)
	appeal := must(j.ocha.CreateAppeal(j.ctx, api.AppealInput{
		Code: "HHTI24", Crisis: "hti-2024", Title: "Plan 2024", Type: "humanitarian_response_plan",
		StartsOn: "2024-01-01", EndsOn: "2024-12-31", Sources: cited,
		Requirements: []api.Requirement{
			{Region: "HT01", Sector: "FSC", Amount: &api.Money{Minor: 100_000_00, Currency: api.USD}},
			{Region: "HT02", Sector: "WSH", Amount: &api.Money{Minor: 50_000_00, Currency: api.USD}},
		}}))(t)
	if appeal.Required == nil || *appeal.Required != 150_000_00 {
		t.Errorf("required: %v", appeal.Required)
	}
}

func (j *journey) assess(t *testing.T) {
	all, food := api.People(1000), api.People(600)
	in := api.AssessmentInput{
		Crisis: "hti-2024", Title: "People in need", Method: "hno", Period: api.Period{From: "2024-01-01", To: "2024-12-31"},
		PublishedOn: "2024-02-27", Sensitivity: api.Public, Sources: cited,
		Needs: []api.NeedInput{{Region: "HT", Sector: "ALL", InNeed: &all}, {Region: "HT01", Sector: "FSC", InNeed: &food}},
	}
	draft := must(j.acted.CreateAssessment(j.ctx, in))(t)
	if draft.Status != api.Draft || draft.Organization != "acted" {
		t.Errorf("%+v", draft)
	}
	refused(t, api.CodeNotFound)(j.echo.Assessment(j.ctx, draft.ID))
	must(j.acted.UpdateAssessment(j.ctx, draft.ID, draft.Version, api.Patch(`{"title":"People in need 2024"}`)))(t)
	refused(t, api.CodeStale)(j.acted.UpdateAssessment(j.ctx, draft.ID, draft.Version, api.Patch(`{"title":"Too late"}`)))
	must(j.acted.TransitionAssessment(j.ctx, draft.ID, api.Transition{To: "submitted"}))(t)
	refused(t, api.CodeForbidden)(j.acted.TransitionAssessment(j.ctx, draft.ID, api.Transition{To: "validated"}))
	valid := must(j.ocha.TransitionAssessment(j.ctx, draft.ID, api.Transition{To: "validated", Reason: "Reviewed."}))(t)
	if valid.Status != api.Validated || valid.Title != "People in need 2024" {
		t.Errorf("%+v", valid)
	}
	needs := must(j.nobody.Needs(j.ctx, api.NeedFilter{Crisis: []string{"hti-2024"}, AsOf: "2024-12-01"}))(t)
	if len(needs.Data) != 2 {
		t.Errorf("%d current lines, want 2", len(needs.Data))
	}
}

func (j *journey) give(t *testing.T) {
	in := api.PledgeInput{
		Reference: "US-1", Crisis: "hti-2024", Appeal: "HHTI24", Title: "Food in the West", Stage: api.Announced,
		Amount: api.Money{Minor: 80_000_00, Currency: api.USD}, PledgedOn: "2024-09-05", Sources: cited,
		Allocations: []api.Allocation{{Region: "HT01", Sector: "FSC", Amount: api.Money{Minor: 60_000_00, Currency: api.USD}}},
	}
	j.pledge = must(j.usaid.CreatePledge(j.ctx, in, client.Once("once")))(t)
	if again := must(j.usaid.CreatePledge(j.ctx, in, client.Once("once")))(t); again.ID != j.pledge.ID {
		t.Errorf("the same request made %s and %s", j.pledge.ID, again.ID)
	}
	refused(t, api.CodeConflict)(j.usaid.CreatePledge(j.ctx, in))
	in.Title = "Another"
	refused(t, api.CodeInvalid)(j.usaid.CreatePledge(j.ctx, in, client.Once("once")))

	firm := must(j.usaid.TransitionPledge(j.ctx, j.pledge.ID, api.Transition{To: "pledged", On: "2024-09-10"}))(t)
	if firm.Status != api.StatusPledged || firm.Unallocated.Minor != 20_000_00 {
		t.Errorf("%+v", firm)
	}
	cell := &api.Cell{Region: "HT01", Sector: "FSC"}
	pay := func(kind api.TransactionType, minor int64, on api.Date) error {
		_, err := j.usaid.CreateTransaction(j.ctx, j.pledge.ID, api.TransactionInput{
			Type: kind, Amount: api.Money{Minor: minor, Currency: api.USD}, Date: on, Allocation: cell, Sources: cited})
		return err
	}
	if err := errors.Join(pay(api.Commitment, 50_000_00, "2024-09-20"), pay(api.Disbursement, 20_000_00, "2024-10-01")); err != nil {
		t.Error(err)
	}
	if err := pay(api.Commitment, 10_000_01, "2024-10-02"); api.CodeOf(err) != api.CodeInvalid {
		t.Errorf("more committed than allocated: %v", err)
	}
	if got := must(j.nobody.Pledge(j.ctx, j.pledge.ID))(t); got.Status != api.StatusPartlyDisbursed || got.Committed.Minor != 50_000_00 {
		t.Errorf("%+v", got)
	}
}

func (j *journey) share(t *testing.T) {
	in := api.PledgeInput{
		Reference: "EU-1", Crisis: "hti-2024", Appeal: "HHTI24", Title: "Water in two departments",
		Amount: api.Money{Minor: 30_000_00, Currency: "EUR"}, PledgedOn: "2024-09-05", Sources: cited,
		Rate:        &api.Rate{Rate: "0.9", Date: "2024-09-01", Source: "An example"},
		Destination: &api.Destination{Regions: []string{"HT01", "HT02"}, Sectors: []api.SectorCode{"WSH"}},
	}
	got := must(j.echo.CreatePledge(j.ctx, in))(t)
	if got.Donor != "echo" || got.AmountUSD == nil || *got.AmountUSD != 33_333_33 {
		t.Errorf("%+v", got)
	}
}

func (j *journey) trespass(t *testing.T) {
	refused(t, api.CodeForbidden)(j.echo.UpdatePledge(j.ctx, j.pledge.ID, 1, api.Patch(`{"title":"Mine"}`)))
	refused(t, api.CodeForbidden)(j.echo.TransitionPledge(j.ctx, j.pledge.ID, api.Transition{To: "cancelled", Reason: "No."}))
	refused(t, api.CodeForbidden)(j.echo.CreatePledge(j.ctx, api.PledgeInput{Crisis: "hti-2024", Donor: "usaid", Title: "In another's name",
		Amount: api.Money{Minor: 1, Currency: api.USD}, PledgedOn: "2024-09-05", Sources: cited}))
	refused(t, api.CodeForbidden)(j.acted.CreatePledge(j.ctx, api.PledgeInput{Crisis: "hti-2024", Title: "Without the scope",
		Amount: api.Money{Minor: 1, Currency: api.USD}, PledgedOn: "2024-09-05", Sources: cited}))
	refused(t, api.CodeUnauthorized)(j.server.as("knb_live_no_such").Crisis(j.ctx, "hti-2024"))
}
