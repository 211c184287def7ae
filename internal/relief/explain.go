package relief

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// explained are the resources behind a coverage answer, in the order of the list.
var explained = []string{"access-constraints", "appeals", "needs", "pledges"}

// Explain lists every access constraint, appeal, total need line and pledge of the crisis with
// whether a coverage answer counts it, and why. It takes the same questions as
// [Service.Coverage]; a record counts there if it counts in a row or a bucket.
func (s *Service) Explain(ctx context.Context, caller api.Caller, f api.ExplainFilter) (api.List[api.Explanation], error) {
	return read(ctx, s, func(tx *store.Tx) (api.List[api.Explanation], error) {
		w, err := s.when(tx, caller, f.AsOf, f.KnownAt)
		if err != nil {
			return api.List[api.Explanation]{}, err
		}
		facts := w.records(tx)
		l, err := lookAt(facts, w, caller, api.CoverageFilter{Crisis: f.Crisis, Region: f.Region, Sector: f.Sector, Appeal: f.Appeal}, nil)
		if err != nil {
			return api.List[api.Explanation]{}, err
		}
		e := explainer{tx: facts, look: l, caller: caller, filter: f}
		return e.list()
	})
}

type explainer struct {
	tx     records
	look   *look
	caller api.Caller
	filter api.ExplainFilter
	out    api.List[api.Explanation]
}

// list walks the resources from the cursor on until a page is full. The cursor
// is the last record's resource and id.
func (e *explainer) list() (api.List[api.Explanation], error) {
	e.out.Data = []api.Explanation{}
	resource, after, _ := strings.Cut(e.filter.Cursor, "~")
	if e.filter.Cursor != "" && (!slices.Contains(explained, resource) || resource != "appeals" && !api.IsID(after)) {
		return e.out, malformed(api.Fields{{Pointer: "cursor", Code: "bad_cursor", Detail: "This cursor belongs to another list; follow next as it is given."}})
	}
	for _, r := range explained {
		if r < resource || len(e.filter.Resource) > 0 && !slices.Contains(e.filter.Resource, r) {
			continue
		}
		if r != resource {
			after = ""
		}
		full, err := e.walk(r, after)
		if full || err != nil {
			return e.out, err
		}
	}
	return e.out, nil
}

func (e *explainer) walk(resource, after string) (full bool, err error) {
	for {
		var batch []api.Explanation
		switch resource {
		case "access-constraints":
			batch, err = e.constraints(after)
		case "appeals":
			batch, err = e.appeals(after)
		case "needs":
			batch, err = e.needs(after)
		default:
			batch, err = e.pledges(after)
		}
		if err != nil || len(batch) == 0 {
			return false, err
		}
		for _, x := range batch {
			if e.filter.Counted != nil && *e.filter.Counted != x.Counted {
				continue
			}
			if len(e.out.Data) == e.filter.Size() {
				last := e.out.Data[len(e.out.Data)-1]
				e.out.Next = api.Opt(last.Resource + "~" + last.ID)
				return true, nil
			}
			e.out.Data = append(e.out.Data, x)
		}
		after = batch[len(batch)-1].ID
	}
}

func (e *explainer) appeals(after string) ([]api.Explanation, error) {
	plans, err := e.tx.PlansOf(e.look.crisis.Code)
	var out []api.Explanation
	for _, p := range plans {
		if p.Code <= after {
			continue
		}
		x := api.Explanation{Resource: "appeals", ID: p.Code, Title: p.Title, Counted: true, Reason: "counted",
			Detail: "Its requirements are what is required.", Money: &api.CoverageMoney{Required: p.Required}}
		if !slices.Contains(e.look.view.Appeals, p.Code) {
			x.Counted, x.Reason, x.Detail = false, "not_in_force", fmt.Sprintf("It is in force from %s to %s, not on %s.", p.StartsOn, p.EndsOn, e.look.view.AsOf)
			if e.filter.Appeal != "" {
				x.Reason, x.Detail = "other_appeal", "The question is about "+e.filter.Appeal+"."
			}
		}
		out = append(out, x)
	}
	return out, err
}

func (e *explainer) needs(after string) ([]api.Explanation, error) {
	lines, err := e.tx.CandidatesAfter(e.look.view, after, 500)
	var out []api.Explanation
	for _, c := range lines {
		x := api.Explanation{Resource: "needs", ID: c.ID, Title: c.Title, Region: api.Opt(c.Region), Sector: api.Opt(c.Sector), InNeed: c.InNeed}
		if e.caller.Anonymous() {
			x.InNeed = x.InNeed.Suppress()
		}
		if c.RequiredUSD != nil {
			x.Money = &api.CoverageMoney{Required: c.RequiredUSD}
		}
		x.Reason, x.Detail = lineReason(c, e.look.view.AsOf)
		x.Counted = x.Reason == "counted"
		if x.Counted {
			x.Bucket = "rows"
			if x.Money != nil && e.look.byAppeals() {
				x.Detail += " What it requires is not counted: the appeal's requirements are."
			}
		}
		out = append(out, x)
	}
	return out, err
}

func lineReason(c store.Candidate, on api.Date) (reason, detail string) {
	switch {
	case c.Published() > on:
		return "after_as_of", fmt.Sprintf("It was published on %s.", c.Published())
	case c.Withdrawn() != "" && c.Withdrawn() <= on:
		return "withdrawn", fmt.Sprintf("Its organization withdrew it on %s.", c.Withdrawn())
	case c.Overtaken() != "":
		return "overtaken", "A later line for the same region, sector, group, sex and age takes its place: " + c.Overtaken() + "."
	}
	return "counted", "It is the current line of its region and sector."
}

func (e *explainer) pledges(after string) ([]api.Explanation, error) {
	batch, err := e.tx.PledgesAfter(e.look.crisis.Code, after, 500, e.look.view.AsOf)
	if err != nil || len(batch) == 0 {
		return nil, err
	}
	ids := make([]string, len(batch))
	for i, p := range batch {
		ids[i] = p.ID
	}
	postings, err := e.tx.PostingsOf(e.look.view, ids)
	var out []api.Explanation
	for _, p := range batch {
		out = append(out, e.pledge(p, postings[p.ID]))
	}
	return out, err
}

func (e *explainer) pledge(p api.Pledge, postings []store.Reason) api.Explanation {
	x := api.Explanation{Resource: "pledges", ID: p.ID, Title: p.Title}
	if x.Reason, x.Detail = e.leftOut(p); x.Reason != "" {
		return x
	}
	inside := map[string]bool{}
	var sum store.Amounts
	for _, r := range postings {
		region, sector := r.Where()
		region = api.Opt(e.look.view.Veil.Shown(string(region)))
		if x.Reason = e.elsewhere(r.Bucket, string(region), api.SectorCode(sector)); x.Reason != "" {
			continue
		}
		inside[string(r.Bucket)] = true
		sum = sum.Plus(r.Amounts)
		x.Region, x.Sector = region, sector
	}
	if len(inside) == 0 {
		x.Detail = elsewhereDetail[x.Reason]
		return x
	}
	var buckets []string
	for _, b := range []store.Bucket{store.Allocated, store.Unallocated, store.Shared} {
		if inside[string(b)] {
			buckets = append(buckets, string(b))
		}
	}
	if len(buckets) > 1 || len(p.Allocations) > 1 {
		x.Region, x.Sector = "", ""
	}
	x.Counted, x.Reason, x.Bucket = true, "counted", api.Opt(strings.Join(buckets, " "))
	x.Detail = "It is counted with what of it belongs to this place and these sectors."
	x.Money = &api.CoverageMoney{Announced: sum.Announced, Pledged: sum.Pledged, Committed: sum.Committed, Disbursed: sum.Disbursed}
	return x
}

// leftOut says why a pledge as a whole is not counted, "" if it may be.
func (e *explainer) leftOut(p api.Pledge) (reason, detail string) {
	v := e.look.view
	switch {
	case !*p.NewMoney:
		return "not_new_money", "The same money is counted with the record that it was passed on from."
	case p.PledgedOn > v.AsOf:
		return "after_as_of", fmt.Sprintf("It was pledged on %s.", p.PledgedOn)
	case p.CancelledOn != "" && p.CancelledOn <= v.AsOf:
		return "cancelled", fmt.Sprintf("It was cancelled on %s.", p.CancelledOn)
	case p.StateOn(v.AsOf) == api.StatusExpired:
		return "expired", fmt.Sprintf("It expired on %s with nothing committed.", p.ExpiresOn)
	case p.Appeal != "" && len(v.Appeals) > 0 && !slices.Contains(v.Appeals, string(p.Appeal)):
		return "other_appeal", fmt.Sprintf("It is for %s; money is weighed against %s here.", p.Appeal, strings.Join(v.Appeals, ", "))
	case p.Appeal == "" && v.Only:
		return "other_appeal", "It names no appeal."
	case p.Appeal == "" && len(v.Appeals) > 0 && (p.PledgedOn < v.From || p.PledgedOn > v.To):
		return "outside_appeal_period", fmt.Sprintf("It names no appeal and was pledged on %s, outside the appeals' time from %s to %s.", p.PledgedOn, v.From, v.To)
	}
	return "", ""
}

var elsewhereDetail = map[string]string{
	"beyond_crisis":  "It is shared with places outside the crisis; how much of it is for the crisis nobody has said.",
	"above_region":   "It is given to a larger place; how much of it is for this one nobody has said.",
	"outside_region": "It is for another place.",
	"other_sector":   "It is for other sectors, or its sector is not said.",
	"":               "Nothing of it stands on this day.",
}

// elsewhere says why a part of a pledge is not in the view, "" if it is.
func (e *explainer) elsewhere(b store.Bucket, region string, sector api.SectorCode) string {
	v := e.look.view
	switch {
	case b == store.Beyond:
		return "beyond_crisis"
	case !e.look.wants(sector):
		return "other_sector"
	case v.Region == nil:
		return ""
	case region == "" || region != v.Region.Pcode && slices.Contains(v.Region.Path, region):
		return "above_region"
	case !e.look.tree.has(region):
		return "outside_region"
	}
	return ""
}
