package store

import "github.com/konbit-aid/konbit/api"

type organizationRow struct {
	Code    string `gorm:"column:code;primaryKey"`
	Name    string `gorm:"column:name"`
	Acronym opt    `gorm:"column:acronym"`
	Type    string `gorm:"column:type"`
	Country opt    `gorm:"column:country"`
	IATIID  opt    `gorm:"column:iati_id"`
	Search  string `gorm:"column:search"`
	Stamp   `gorm:"embedded"`
}

// TableName is organizations.
func (organizationRow) TableName() string { return "organizations" }

func organizationToRow(o api.Organization) organizationRow {
	return organizationRow{Code: o.Code, Name: o.Name, Acronym: opt(o.Acronym), Type: string(o.Type), Country: opt(o.Country),
		IATIID: opt(o.IATIID), Search: fold(o.Code, o.Name, string(o.Acronym)), Stamp: stampOf(o.Meta)}
}

func (row organizationRow) api() api.Organization {
	return api.Organization{OrganizationInput: api.OrganizationInput{Code: row.Code, Name: row.Name, Acronym: api.Opt(row.Acronym),
		Type: api.OrganizationType(row.Type), Country: api.Opt(row.Country), IATIID: api.Opt(row.IATIID)}, Meta: row.meta()}
}

// Organization reads one organization.
func (tx *Tx) Organization(code string) (api.Organization, bool, error) {
	row, found, err := take[organizationRow](tx, "organizations", "code = ?", code)
	return row.api(), found, err
}

// AllOrganizations reads every organization.
func (tx *Tx) AllOrganizations() ([]api.Organization, error) {
	rows, err := scan[organizationRow](tx, "SELECT * FROM organizations")
	return convert(rows, organizationRow.api), err
}

// KnownOrganizations returns which of the codes exist.
func (tx *Tx) KnownOrganizations(codes []string) (map[string]bool, error) {
	known := map[string]bool{}
	if codes = tx.unseenOrganizations(codes, known); len(codes) == 0 {
		return known, nil
	}
	found, err := scan[string](tx, "SELECT code FROM organizations WHERE code IN ?", codes)
	for _, c := range found {
		known[c] = true
	}
	return known, err
}

// AddOrganization writes a new organization.
func (tx *Tx) AddOrganization(o api.Organization) error {
	tx.forget()
	return insert(tx, organizationToRow(o))
}

// ReplaceOrganization overwrites an organization of the version before.
func (tx *Tx) ReplaceOrganization(o api.Organization, before int64) error {
	return replace(tx, organizationToRow(o), before)
}

var organizationList = listing{name: "organizations", from: "organizations", cols: "*", key: "code",
	sorts: both(map[string]order{}, "code", "code")}

// Organizations lists organizations.
func (tx *Tx) Organizations(f api.OrganizationFilter) (api.List[api.Organization], error) {
	var q query
	in(&q, "code", f.Code)
	in(&q, "type", f.Type)
	in(&q, "country", f.Country)
	q.matches("search", f.Q)
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, organizationList, q, p, sort, f, func(r organizationRow, _ string) []any { return []any{r.Code} })
	return api.List[api.Organization]{Data: convert(rows, organizationRow.api), Next: api.Opt(next), Total: total}, err
}
