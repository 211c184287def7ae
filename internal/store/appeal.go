package store

import "github.com/konbit-aid/konbit/api"

type appealRow struct {
	Code     string  `gorm:"column:code;primaryKey"`
	Crisis   string  `gorm:"column:crisis"`
	Title    string  `gorm:"column:title"`
	Type     string  `gorm:"column:type"`
	StartsOn day     `gorm:"column:starts_on"`
	EndsOn   day     `gorm:"column:ends_on"`
	Anchor   opt     `gorm:"column:anchor"`
	Sources  sources `gorm:"column:sources"`
	Search   string  `gorm:"column:search"`
	Stamp    `gorm:"embedded"`
}

// TableName is appeals.
func (appealRow) TableName() string { return "appeals" }

type requirementRow struct {
	Appeal         string `gorm:"column:appeal"`
	Place          int    `gorm:"column:place"`
	Region         string `gorm:"column:region"`
	Sector         string `gorm:"column:sector"`
	Amount         *int64 `gorm:"column:amount"`
	Currency       opt    `gorm:"column:currency"`
	AmountUSD      *int64 `gorm:"column:amount_usd"`
	PeopleTargeted *int64 `gorm:"column:people_targeted"`
}

// TableName is requirements.
func (requirementRow) TableName() string { return "requirements" }

// Plan is an appeal with what coverage needs of it.
type Plan struct {
	api.Appeal
	// Anchor is the nearest region above all requirements; "" if there is none.
	Anchor string
	// USD is the value of each requirement, in their order.
	USD []*api.Cents
}

func planToRow(p Plan) appealRow {
	return appealRow{Code: p.Code, Crisis: p.Crisis, Title: p.Title, Type: string(p.Type), StartsOn: day(p.StartsOn), EndsOn: day(p.EndsOn),
		Anchor: opt(p.Anchor), Sources: p.Sources, Search: fold(p.Code, p.Title), Stamp: stampOf(p.Meta)}
}

func planToRequirementRows(p Plan) []requirementRow {
	rows := make([]requirementRow, len(p.Requirements))
	for i, r := range p.Requirements {
		rows[i] = requirementRow{Appeal: p.Code, Place: i, Region: r.Region, Sector: string(r.Sector), Amount: minorOf(r.Amount),
			Currency: currencyOf(r.Amount), AmountUSD: as[int64](p.USD[i]), PeopleTargeted: r.PeopleTargeted}
	}
	return rows
}

func (row appealRow) plan(parts []requirementRow) Plan {
	p := Plan{Anchor: string(row.Anchor), Appeal: api.Appeal{AppealInput: api.AppealInput{Code: row.Code, Crisis: row.Crisis, Title: row.Title,
		Type: api.AppealType(row.Type), StartsOn: api.Date(row.StartsOn), EndsOn: api.Date(row.EndsOn), Sources: row.Sources,
		Requirements: []api.Requirement{}}, Meta: row.meta()}}
	for _, r := range parts {
		p.Requirements = append(p.Requirements, api.Requirement{Region: r.Region, Sector: api.SectorCode(r.Sector),
			Amount: money(r.Amount, r.Currency), PeopleTargeted: r.PeopleTargeted})
		p.USD = append(p.USD, as[api.Cents](r.AmountUSD))
	}
	p.Required = p.sum()
	return p
}

func (p Plan) sum() *api.Cents {
	var sum *api.Cents
	for _, usd := range p.USD {
		if usd != nil {
			if sum == nil {
				sum = new(api.Cents)
			}
			*sum += *usd
		}
	}
	return sum
}

func (tx *Tx) withRequirements(rows []appealRow) ([]Plan, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	codes := convert(rows, func(r appealRow) string { return r.Code })
	parts, err := scan[requirementRow](tx, "SELECT * FROM requirements WHERE appeal IN ? ORDER BY appeal, place", codes)
	of := groupBy(parts, func(r requirementRow) string { return r.Appeal })
	return convert(rows, func(r appealRow) Plan { return r.plan(of[r.Code]) }), err
}

// Plan reads one appeal.
func (tx *Tx) Plan(code string) (Plan, bool, error) {
	if tx.seen != nil {
		if p, asked := tx.seen.plans[code]; asked {
			return valueOf(p)
		}
	}
	row, found, err := take[appealRow](tx, "appeals", "code = ?", code)
	if !found {
		return Plan{}, false, err
	}
	all, err := tx.withRequirements([]appealRow{row})
	if err != nil {
		return Plan{}, false, err
	}
	return all[0], true, nil
}

// PlansOf reads every appeal of a crisis.
func (tx *Tx) PlansOf(crisis string) ([]Plan, error) {
	if tx.seen != nil {
		if plans, asked := tx.seen.plansOf[crisis]; asked {
			return plans, nil
		}
	}
	rows, err := scan[appealRow](tx, "SELECT * FROM appeals WHERE crisis = ? ORDER BY code", crisis)
	if err != nil {
		return nil, err
	}
	return tx.withRequirements(rows)
}

// AddPlan writes a new appeal.
func (tx *Tx) AddPlan(p Plan) error {
	tx.forget()
	if err := insert(tx, planToRow(p)); err != nil {
		return err
	}
	return insertAll(tx, planToRequirementRows(p))
}

// ReplacePlan overwrites an appeal of the version before.
func (tx *Tx) ReplacePlan(p Plan, before int64) error {
	tx.forget()
	if err := replace(tx, planToRow(p), before); err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM requirements WHERE appeal = ?", p.Code); err != nil {
		return err
	}
	return insertAll(tx, planToRequirementRows(p))
}

var appealList = listing{name: "appeals", from: "appeals", cols: "*", key: "code",
	sorts: both(both(map[string]order{}, "code", "code"), "starts_on", "starts_on")}

// Appeals lists appeals.
func (tx *Tx) Appeals(f api.AppealFilter) (api.List[api.Appeal], error) {
	var q query
	in(&q, "code", f.Code)
	in(&q, "crisis", f.Crisis)
	in(&q, "type", f.Type)
	q.is("starts_on", "<=", f.InForceOn)
	q.is("ends_on", ">=", f.InForceOn)
	q.matches("search", f.Q)
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, appealList, q, p, sort, f, func(r appealRow, by string) []any {
		if by == "starts_on" {
			return []any{string(r.StartsOn), r.Code}
		}
		return []any{r.Code}
	})
	if err != nil {
		return api.List[api.Appeal]{}, err
	}
	plans, err := tx.withRequirements(rows)
	return api.List[api.Appeal]{Data: convert(plans, func(p Plan) api.Appeal { return p.Appeal }), Next: api.Opt(next), Total: total}, err
}
