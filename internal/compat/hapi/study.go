package hapi

import (
	"cmp"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
	"github.com/konbit-aid/konbit/internal/relief"
)

// studies lists the assessments that count and that the caller sees, those of
// one crisis and beginning beside each other, and of these the best first: by
// the end of the period, publication, grade of the sources.
func (w *walker) studies(keep func(api.Assessment) bool) ([]api.Assessment, error) {
	var all []api.Assessment
	err := compat.Pages("", func(p api.Page) (api.List[api.Assessment], error) {
		return w.Assessments(w.ctx, w.caller, api.AssessmentFilter{Page: p, PublishedOnTo: w.today,
			Status: []api.AssessmentStatus{api.Validated, api.Superseded}})
	}, func(_ string, page []api.Assessment) error {
		for _, a := range page {
			if keep(a) {
				all = append(all, a)
			}
		}
		return nil
	})
	slices.SortStableFunc(all, func(a, b api.Assessment) int {
		return cmp.Or(cmp.Compare(a.Crisis, b.Crisis), cmp.Compare(a.Period.From, b.Period.From), -cmp.Compare(a.Period.To, b.Period.To),
			-cmp.Compare(a.PublishedOn, b.PublishedOn), cmp.Compare(api.BestGrade(a.Sources), api.BestGrade(b.Sources)), -cmp.Compare(a.ID, b.ID))
	})
	return all, err
}

// lines walks the need lines of assessments. Where several of one crisis begin
// on one day and speak of the same thing, the best one's figure alone is a row:
// HAPI has one row for each beginning.
func (w *walker) lines(studies []api.Assessment, f api.NeedFilter, visit func(api.Assessment, api.Need) error) error {
	var some bool
	var err error
	if f.Region, f.RegionExact, some, err = w.scope(); err != nil || !some {
		return err
	}
	from, cursor, _ := strings.Cut(w.from, " ")
	if from != "" && !slices.ContainsFunc(studies, func(a api.Assessment) bool { return a.ID == from }) {
		return api.Errorf(api.CodeMalformed, "The assessment %s counts no more.", from)
	}
	seen := map[api.NeedKey]bool{}
	for i, a := range studies {
		alone := (i == 0 || !together(a, studies[i-1])) && (i+1 == len(studies) || !together(a, studies[i+1]))
		if i == 0 || !together(a, studies[i-1]) {
			clear(seen)
		}
		if from != "" && a.ID != from {
			continue // a place to go on from is the beginning of a group, or lies in one that is alone
		}
		start := cursor
		from, cursor = "", ""
		err := compat.Pages(start, func(p api.Page) (api.List[api.Need], error) {
			f.Page = p
			return w.AssessmentNeeds(w.ctx, w.caller, a.ID, f)
		}, func(cursor string, page []api.Need) error {
			if alone || cursor == "" && len(seen) == 0 {
				w.at(a.ID + " " + cursor)
			}
			if err := w.load(needRegions(page)); err != nil {
				return err
			}
			for _, n := range page {
				if !alone && seen[n.Key()] {
					continue
				}
				if !alone {
					seen[n.Key()] = true
				}
				if err := visit(a, n); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func together(a, b api.Assessment) bool {
	return a.Crisis == b.Crisis && a.Period.From == b.Period.From
}

func needRegions(page []api.Need) []string {
	codes := make([]string, len(page))
	for i, n := range page {
		codes[i] = n.Region
	}
	return codes
}

// resource is the id of the first source of a record: it stands for the file
// that HAPI would have read. Records without one have none.
func resource(sources []api.Source) string {
	if len(sources) == 0 {
		return ""
	}
	return relief.SourceID(sources[0])
}
