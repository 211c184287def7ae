package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Templates pages the list of templates.
func (s *Service) Templates(all []api.Template, f api.TemplatesFilter) (api.List[api.Template], error) {
	return codes(all, f.Page, func(t api.Template) string { return t.Name }, func(api.Template) bool { return true })
}

// maxOffered is how many records a list of a template offers; what comes after can still be written.
const maxOffered = 5000

// TemplateChoices reads what the lists of a template offer: all crises and
// organizations, and of a crisis its appeals and regions. Code: malformed for a
// crisis that is not there.
func (s *Service) TemplateChoices(ctx context.Context, _ api.Caller, f api.TemplateFilter) (api.TemplateChoices, error) {
	return read(ctx, s, func(tx *store.Tx) (out api.TemplateChoices, err error) {
		if out.Organizations, err = first(func(p api.Page) (api.List[api.Organization], error) {
			return tx.Organizations(api.OrganizationFilter{Page: p})
		}); err != nil {
			return out, err
		}
		if f.Crisis == "" {
			out.Crises, err = first(func(p api.Page) (api.List[api.Crisis], error) { return tx.Crises(api.CrisisFilter{Page: p}) })
			return out, err
		}
		crisis, ok, err := tx.Crisis(f.Crisis)
		if err != nil || !ok {
			return out, noSuchCrisis(f.Crisis, err)
		}
		out.Crises = []api.Crisis{crisis}
		if out.Appeals, err = first(func(p api.Page) (api.List[api.Appeal], error) {
			return tx.Appeals(api.AppealFilter{Page: p, Crisis: []string{f.Crisis}})
		}); err != nil {
			return out, err
		}
		out.Regions, err = first(func(p api.Page) (api.List[api.Region], error) {
			return tx.Regions(api.RegionFilter{Page: p, Region: crisis.Regions})
		})
		for i, r := range out.Regions {
			out.Regions[i].Name = r.Names.In(language(ctx))
		}
		return out, err
	})
}

// first reads the first records of a list, as many as a template offers.
func first[T any](load func(api.Page) (api.List[T], error)) (all []T, err error) {
	page := api.Page{Limit: api.MaxLimit}
	for {
		part, err := load(page)
		if err != nil {
			return nil, err
		}
		all = append(all, part.Data...)
		if part.Next == "" || len(all) >= maxOffered {
			return all, nil
		}
		page.Cursor = string(part.Next)
	}
}

func noSuchCrisis(code string, err error) error {
	if err != nil {
		return err
	}
	return &api.Error{Code: api.CodeMalformed, Detail: "The filter names a crisis that does not exist.",
		Fields: api.Fields{{Pointer: "crisis", Code: "unknown_crisis", Detail: "There is no crisis " + code + "; GET /v1/crises lists them."}}}
}
