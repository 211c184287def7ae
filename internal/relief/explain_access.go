package relief

import (
	"fmt"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

func (e *explainer) constraints(after string) ([]api.Explanation, error) {
	barriers, err := e.tx.BarriersAfter(e.look.eyes(e.caller, "access-constraints"), e.look.crisis.Code, after, 500)
	var out []api.Explanation
	for _, b := range barriers {
		x := api.Explanation{Resource: "access-constraints", ID: b.ID, Title: b.Name(), Region: api.Opt(b.Region), Severity: &b.Severity}
		x.Reason, x.Detail = e.barrierReason(b)
		x.Counted = x.Reason == "counted"
		if x.Counted {
			x.Bucket = "rows"
		}
		out = append(out, x)
	}
	return out, err
}

// barrierReason says why a constraint is in the rows or in none of them.
func (e *explainer) barrierReason(b store.Barrier) (reason, detail string) {
	on := e.look.view.AsOf
	from, to, lifted, withdrawn := b.Days()
	switch {
	case from > on:
		return "after_as_of", fmt.Sprintf("It is in force from %s.", from)
	case withdrawn != "" && withdrawn <= on:
		return "withdrawn", fmt.Sprintf("Its organization withdrew it on %s.", withdrawn)
	case lifted != "" && lifted <= on:
		return "lifted", fmt.Sprintf("It was lifted on %s.", lifted)
	case to != "" && to < on:
		return "not_in_force", fmt.Sprintf("It was in force until %s.", to)
	case !e.look.tree.has(b.Region) && !e.look.aboveView(b.Region):
		return "outside_region", elsewhereDetail["outside_region"]
	case !e.concerned(b):
		return "other_sector", "It concerns other sectors."
	}
	return "counted", "It is in force in the rows of its region, of those below it and of those above it, for the sectors that it concerns."
}

// concerned tells whether a constraint is about one of the sectors asked for.
func (e *explainer) concerned(b store.Barrier) bool {
	return len(e.look.view.Sectors) == 0 || slices.ContainsFunc(e.look.view.Sectors, b.Concerns)
}

// aboveView tells whether a region lies above the place that was asked about.
func (l *look) aboveView(region string) bool {
	return l.view.Region != nil && slices.Contains(l.view.Region.Path, region)
}
