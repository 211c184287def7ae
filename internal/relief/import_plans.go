package relief

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/konbit-aid/konbit/api"
)

type planRow = api.Row[api.PlanLine]

// plans records a file of requirements: each plan is an appeal.
func (im *importer) plans(rows []planRow) error {
	rows = im.onePerLine(rows)
	byPlan := map[string][]planRow{}
	var order []string
	for _, r := range rows {
		if im.opts.Country != "" && r.Value.Country != im.opts.Country {
			im.skip("rows of other countries", r.Value.Country)
			continue
		}
		if byPlan[r.Value.Code] == nil {
			order = append(order, r.Value.Code)
		}
		byPlan[r.Value.Code] = append(byPlan[r.Value.Code], r)
	}
	slices.SortStableFunc(order, func(a, b string) int { // a crisis made for the file starts with its first plan
		return cmp.Compare(byPlan[a][0].Value.StartsOn, byPlan[b][0].Value.StartsOn)
	})
	for _, code := range order {
		if err := im.plan(code, byPlan[code]); err != nil {
			return err
		}
	}
	if im.opts.PublishedOn == "" && len(order) > 0 {
		im.note("the file does not say when it was published, so the appeals cite no source from it; --published adds it", 0)
	}
	return nil
}

// onePerLine keeps one row for each cluster of a plan.
func (im *importer) onePerLine(rows []planRow) []planRow {
	type key struct{ country, plan, part, code, cluster string }
	first := map[key]planRow{}
	return slices.DeleteFunc(rows, func(r planRow) bool {
		v := r.Value
		k := key{v.Country, v.Code, string(v.Part), v.ClusterCode, v.Cluster}
		before, twice := first[k]
		switch {
		case !twice:
			first[k] = r
		case same(before.Value, v):
			im.skip("the row stands in the file before", "")
		default:
			im.reject(r.Line, one("code", "repeated", fmt.Sprintf("%s has other figures in row %d.", v.Code, before.Line)))
		}
		return twice
	})
}

// plan records the appeal of some rows, and their funding if that was asked for.
func (im *importer) plan(code string, rows []planRow) error {
	head := rows[0].Value
	before, exists, err := im.b.Appeal(code)
	if err != nil {
		return err
	}
	crisis, faults := before.Crisis, api.Fields(nil)
	if !exists || im.opts.Crisis != "" {
		if crisis, faults, err = im.crisisOf(head.Country, head.StartsOn); err != nil {
			return err
		}
	}
	if exists && len(faults) == 0 && crisis != before.Crisis {
		faults = one("code", "other_crisis", fmt.Sprintf("%s is an appeal of the crisis %s.", code, before.Crisis))
	}
	if len(faults) > 0 {
		for _, r := range rows {
			im.leaveOut(r.Line, r.Value.Country, faults)
		}
		return nil
	}
	in := im.appealOf(before, head, crisis)
	if err := im.require(&in, rows); err != nil {
		return im.rejectAll(rows, err)
	}
	outcome, err := im.b.PutAppeal(in)
	if err != nil {
		return im.rejectAll(rows, err)
	}
	return im.countLines(in, rows, outcome)
}

func (im *importer) appealOf(before api.Appeal, head api.PlanLine, crisis string) api.AppealInput {
	in := before.AppealInput
	in.Code, in.Crisis, in.Title, in.StartsOn, in.EndsOn = head.Code, crisis, shorten(head.Title, api.MaxTitle), head.StartsOn, head.EndsOn
	if head.Type != "" {
		in.Type = head.Type
	} else if in.Type == "" {
		in.Type = "other"
		im.made("appeals of the type other, because the file does not say which plan it is", head.Code)
	}
	if im.opts.PublishedOn != "" {
		in.Sources = []api.Source{im.source("OCHA FTS", "Requirements and funding")}
	}
	return in
}

// rejectAll counts every row of a plan as rejected for one reason.
func (im *importer) rejectAll(rows []planRow, err error) error {
	faults, err := faultsOf(err)
	if err != nil {
		return err
	}
	for _, r := range rows {
		im.reject(r.Line, faults)
	}
	return nil
}

// countLines counts rows that ask for money by what became of the appeal, and
// the others by what became of their funding, or as skipped.
func (im *importer) countLines(in api.AppealInput, rows []planRow, outcome api.Outcome) error {
	paid := map[int]api.Outcome{}
	if im.opts.WithFunding {
		var err error
		if paid, err = im.funding(in, rows); err != nil {
			im.spoiled = true
			return im.rejectAll(rows, err)
		}
	}
	for _, r := range rows {
		pledge, has := paid[r.Line]
		switch {
		case r.Value.Required != nil:
			im.count(stronger(outcome, pledge), 1)
		case has:
			im.count(pledge, 1)
		default:
			im.skip("no requirement is stated", r.Value.Cluster)
		}
	}
	return nil
}

// stronger is the outcome of a row that did two things.
func stronger(a, b api.Outcome) api.Outcome {
	for _, o := range []api.Outcome{api.Created, api.Updated} {
		if a == o || b == o {
			return o
		}
	}
	return api.Unchanged
}
