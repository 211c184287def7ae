package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Organizations lists organizations.
func (s *Service) Organizations(ctx context.Context, _ api.Caller, f api.OrganizationFilter) (api.List[api.Organization], error) {
	return asked(ctx, s, f.Page, false, func(tx *store.Tx) (api.List[api.Organization], error) { return tx.Organizations(f) })
}

// Organization reads one organization, or returns [api.CodeNotFound].
func (s *Service) Organization(ctx context.Context, _ api.Caller, code string) (api.Organization, error) {
	return glance(ctx, s, func(tx *store.Tx) (api.Organization, error) {
		o, ok, err := tx.Organization(code)
		return found("organization", code, o, ok, err)
	})
}

// CreateOrganization records an organization. It returns [api.CodeInvalid], and
// [api.CodeConflict] for a code that exists.
func (s *Service) CreateOrganization(ctx context.Context, caller api.Caller, in api.OrganizationInput, once *api.Once) (api.Organization, error) {
	if err := s.may(caller, "createOrganization"); err != nil {
		return api.Organization{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Organization, error) {
		if err := in.Validate().Err(); err != nil {
			return api.Organization{}, err
		}
		if _, taken, err := w.Organization(in.Code); taken || err != nil {
			return api.Organization{}, conflict(err, "organization", "/v1/organizations/"+in.Code)
		}
		return w.addOrganization(in)
	})
}

func (w *work) addOrganization(in api.OrganizationInput) (api.Organization, error) {
	o := api.Organization{OrganizationInput: in, Meta: w.fresh()}
	if err := w.AddOrganization(o); err != nil {
		return api.Organization{}, err
	}
	return o, w.record("organizations", o.Code, "create", "", nil, o)
}

// UpdateOrganization changes an organization; its code stays.
func (s *Service) UpdateOrganization(ctx context.Context, caller api.Caller, code string, version int64, patch api.Patch) (api.Organization, error) {
	if err := s.may(caller, "updateOrganization"); err != nil {
		return api.Organization{}, err
	}
	return write(ctx, s, caller, nil, func(w *work) (api.Organization, error) {
		before, ok, err := w.Organization(code)
		if _, err := found("organization", code, before, ok, err); err != nil {
			return api.Organization{}, err
		}
		if err := checkVersion(version, before.Version); err != nil {
			return api.Organization{}, err
		}
		in := before.OrganizationInput
		if err := patch.Apply(&in); err != nil {
			return api.Organization{}, err
		}
		f := in.Validate()
		fixed(&f, "/code", before.Code, in.Code)
		if err := f.Err(); err != nil {
			return api.Organization{}, err
		}
		after := api.Organization{OrganizationInput: in, Meta: w.next(before.Meta)}
		if err := w.ReplaceOrganization(after, before.Version); err != nil {
			return api.Organization{}, err
		}
		return after, w.record("organizations", code, "update", "", before, after)
	})
}

// knownOrganizations notes the codes that no organization has. An empty code
// stands for a field that was left out.
func (w *work) knownOrganizations(f *api.Fields, at map[string]string) error {
	var codes []string
	for _, code := range at {
		codes = append(codes, code)
	}
	known, err := w.KnownOrganizations(codes)
	if err != nil {
		return err
	}
	for pointer, code := range at {
		if code != "" && !known[code] && !f.Has(pointer) {
			f.Add(pointer, "unknown_organization", "There is no organization %q; GET /v1/organizations?q= finds codes.", code)
		}
	}
	return nil
}
