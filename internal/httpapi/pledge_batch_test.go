package httpapi_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func batchOf(pledges ...string) string { return `{"pledges":[` + strings.Join(pledges, ",") + `]}` }

// outcomes are what became of each pledge, like "recorded conflict".
func (w *world) outcomes(t *testing.T, as, body string, headers ...string) (string, api.PledgeBatch) {
	t.Helper()
	got := w.send(call{as: as, method: "POST", path: "/v1/pledges/batch", body: body, headers: headers})
	var batch api.PledgeBatch
	if err := json.Unmarshal(got.Body.Bytes(), &batch); got.Code != 200 || err != nil {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	var all []string
	for _, r := range batch.Results {
		all = append(all, string(r.Outcome))
	}
	return strings.Join(all, " "), batch
}

func TestManyPledgesAtOnceEachForItself(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		first := w.post(donor, "/v1/pledges", pledgeBody(`reference="A"`))
		said, batch := w.outcomes(t, donor, batchOf(pledgeBody(`reference="B"`), pledgeBody(`reference="A"`), pledgeBody(`amount={"amount":"1.005","currency":"USD"}`, `crisis="nowhere"`, `appeal=null`),
			pledgeBody(`reference="B"`), pledgeBody(`pledged_on="2999-01-01"`), pledgeBody()))
		if said != "recorded conflict invalid conflict invalid recorded" || batch.Recorded != 2 || batch.Refused != 4 {
			t.Fatalf("%s: %+v", said, batch)
		}
		if r := batch.Results; "/v1/pledges/"+string(r[1].ID) != first || r[3].ID != r[0].ID || r[0].Pledge.Donor != "usaid" || r[2].Pledge != nil {
			t.Errorf("%+v", r)
		}
		wrong := map[string]bool{}
		for _, f := range batch.Results[2].Errors {
			wrong[f.Pointer] = true
		}
		if !wrong["/amount/amount"] || !wrong["/crisis"] {
			t.Errorf("%v", batch.Results[2].Errors)
		}
		var list api.List[api.Pledge]
		w.get(donor, "/v1/pledges?count=true", &list)
		if *list.Total != 3 {
			t.Errorf("%d pledges", *list.Total)
		}
		w.get(donor, "/v1/pledges/"+string(batch.Results[0].ID), &api.Pledge{})
	})
}

func TestABatchIsRefusedAsAWhole(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		many := make([]string, api.MaxBatch+1)
		for i := range many {
			many[i] = `{}`
		}
		post := func(name, as, body string, status int, want ...string) scenario {
			return scenario{name: name, call: call{as: as, method: "POST", path: "/v1/pledges/batch", body: body}, status: status, want: want}
		}
		w.play(t, []scenario{
			post("nobody", nobody, batchOf(pledgeBody()), 401),
			post("no scope", coordinator, batchOf(pledgeBody()), 403),
			post("another donor's, wherever it stands", donor, batchOf(pledgeBody(), pledgeBody(`donor="wfp"`)), 403),
			post("nothing", donor, batchOf(), 422, `"/pledges"`),
			post("no list", donor, `{}`, 422, `"/pledges"`),
			post("too many", donor, batchOf(many...), 422, `"too_many"`),
			post("an unknown member", donor, batchOf(pledgeBody(), pledgeBody(`colour="red"`)), 400, `"/pledges/1/colour"`),
			post("null among them", donor, batchOf(pledgeBody(), "null"), 422, `"/pledges/1"`),
		})
		var list api.List[api.Pledge]
		w.get(donor, "/v1/pledges?count=true", &list)
		if *list.Total != 0 {
			t.Errorf("%d pledges", *list.Total)
		}
	})
}

func TestABatchIsRecordedOnce(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		var all []string
		for i := range 250 {
			all = append(all, pledgeBody(fmt.Sprintf(`reference="R-%d"`, i)))
		}
		body := batchOf(all...)
		_, first := w.outcomes(t, donor, body, "Idempotency-Key: batch")
		_, again := w.outcomes(t, donor, body, "Idempotency-Key: batch")
		if first.Recorded != 250 || again.Recorded != 250 || first.Results[249].ID != again.Results[249].ID {
			t.Errorf("%d, %d", first.Recorded, again.Recorded)
		}
		if _, without := w.outcomes(t, donor, body); without.Refused != 250 || without.Results[7].ID != first.Results[7].ID {
			t.Errorf("%d refused", without.Refused)
		}
	})
}
