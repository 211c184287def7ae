package relief

import "github.com/konbit-aid/konbit/api"

// need demands a scope of the caller.
func need(caller api.Caller, scope api.Scope) error {
	if caller.Anonymous() {
		return api.Errorf(api.CodeUnauthorized, "This needs a key: send Authorization: Bearer <key>.")
	}
	if !caller.Can(scope) {
		return api.Errorf(api.CodeForbidden, "This needs a key with the scope %s.", scope)
	}
	return nil
}

// owner demands a scope, and that the record is of the caller's organization.
func owner(caller api.Caller, scope api.Scope, organization string) error {
	if err := need(caller, scope); err != nil {
		return err
	}
	if !caller.Owns(organization) {
		return api.Errorf(api.CodeForbidden, "Your key belongs to %s and writes that organization's records only.", caller.Organization)
	}
	return nil
}
