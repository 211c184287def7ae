package store

import (
	"fmt"

	"github.com/konbit-aid/konbit/api"
)

// Outlook names the records that a write is going to ask for by its input alone.
type Outlook struct {
	Crises        []string
	Appeals       []string
	Regions       []string
	Organizations []string
	References    []Held // of pledges
	Rates         []RateOn
	Sources       []api.Source
}

// RateOn is the newest rate of a currency from the days First to Last.
type RateOn struct {
	Currency    api.Currency
	First, Last api.Date
}

// outlook is what [Tx.Foresee] has read: absent is known, too.
type outlook struct {
	asked      bool // something was read that was not known before
	crises     map[string]*api.Crisis
	plans      map[string]*Plan
	places     map[string]*Place // their paths only
	known      map[string]bool
	references map[Held]bool // taken
	rates      map[RateOn]*api.ExchangeRate
	sources    map[string]int // guard; free where there is no such source
	plansOf    map[string][]Plan
}

// free is the guard of a source that nobody has cited.
const free = 1 << 20

// Foresee reads what a write is going to ask for, all in one message where there is a server. Until the transaction
// ends, or writes such records itself, those questions are answered from that.
func (tx *Tx) Foresee(o Outlook) error {
	seen := newOutlook()
	asks, done := tx.foresee(o, seen)
	if err := tx.askAll(asks); err != nil {
		return err
	}
	done()
	seen.asked = true
	tx.seen = seen
	return nil
}

// Hope is [Tx.Foresee] that also takes what earlier transactions have read, and takes it for granted that no reference
// is taken: keys, and a comparison of versions inside the transaction, guard that. Where they object, the transaction
// ends with [ErrHope] or a conflict, and is to be tried again by Foresee, which tells why.
func (tx *Tx) Hope(o Outlook) error {
	if tx.reference == nil {
		return tx.Foresee(o)
	}
	seen := newOutlook()
	left := tx.reference.recall(o, seen)
	for _, h := range left.References {
		seen.references[h] = false
	}
	left.References = nil
	for code, c := range seen.crises {
		if err := tx.unchanged("crises", code, c.Version); err != nil {
			return err
		}
	}
	for code, p := range seen.plans {
		if err := tx.unchanged("appeals", code, p.Version); err != nil {
			return err
		}
	}
	if len(left.Crises)+len(left.Appeals)+len(left.Regions)+len(left.Organizations)+len(left.Rates)+len(left.Sources) > 0 {
		asks, done := tx.foresee(left, seen)
		if err := tx.askAll(asks); err != nil {
			return err
		}
		done()
		seen.asked = true
	}
	tx.seen = seen
	return nil
}

// ErrHope says that what a transaction took for granted has changed.
var ErrHope = api.Errorf(api.CodeUnavailable, "What this refers to was changed in this moment. Try again.")

// unchanged lets the transaction end with [ErrHope] if a record is no longer of the version that is known.
func (tx *Tx) unchanged(table, code string, version int64) error {
	if tx.pipe != nil { // the division makes the server stop without having to wait for its answer
		return tx.later(numbered(tx.d, "SELECT 1 / (CASE WHEN version = ? THEN 1 ELSE 0 END) FROM "+table+" WHERE code = ?"), version, code)
	}
	same := false
	err := tx.askAll([]ask{tx.ask(func(rows walking) error {
		return each1(rows, func(string) { same = true })
	}, "SELECT code FROM "+table+" WHERE version = ? AND code = ?", version, code)})
	if err == nil && !same {
		return ErrHope
	}
	return err
}

func newOutlook() *outlook {
	return &outlook{crises: map[string]*api.Crisis{}, plans: map[string]*Plan{}, places: map[string]*Place{}, known: map[string]bool{},
		references: map[Held]bool{}, rates: map[RateOn]*api.ExchangeRate{}, sources: map[string]int{}}
}

// forget ends [Tx.Foresee]: the transaction writes what was read.
func (tx *Tx) forget() { tx.seen = nil }

func (tx *Tx) foresee(o Outlook, seen *outlook) (asks []ask, done func()) {
	var crises []crisisRow
	var touched []crisisRegionRow
	var appeals []appealRow
	var parts []requirementRow
	in := func(column string) string { return fmt.Sprintf(tx.d.anyOf, column) }
	codes, plans := tx.array(o.Crises), tx.array(o.Appeals)
	ofThese, twice := in("code"), []any{codes}
	if len(o.Appeals) > 0 {
		ofThese, twice = in("code")+" OR code IN (SELECT crisis FROM appeals WHERE "+in("code")+")", []any{codes, plans}
		asks = append(asks, tx.ask(into(&appeals), "SELECT "+shapeOf[appealRow]().list()+" FROM appeals WHERE "+in("code"), plans),
			tx.ask(into(&parts), "SELECT "+shapeOf[requirementRow]().list()+" FROM requirements WHERE "+in("appeal")+" ORDER BY appeal, place", plans))
	}
	below := in("crisis")
	if len(o.Appeals) > 0 {
		below += " OR crisis IN (SELECT crisis FROM appeals WHERE " + in("code") + ")"
	}
	asks = append(asks, tx.ask(into(&crises), "SELECT "+shapeOf[crisisRow]().list()+" FROM crises WHERE "+ofThese, twice...),
		tx.ask(into(&touched), "SELECT "+shapeOf[crisisRegionRow]().list()+" FROM crisis_regions WHERE "+below+" ORDER BY crisis, place", twice...))
	asks = append(asks, tx.foreseePlaces(o, seen, in, below, twice)...)
	asks = append(asks, tx.foreseeRest(o, seen, in)...)
	return asks, func() {
		of := groupBy(touched, func(r crisisRegionRow) string { return r.Crisis })
		for _, c := range o.Crises {
			seen.crises[c] = nil
		}
		for _, r := range crises {
			c := r.api(of[r.Code])
			seen.crises[r.Code] = &c
		}
		required := groupBy(parts, func(r requirementRow) string { return r.Appeal })
		for _, a := range o.Appeals {
			seen.plans[a] = nil
		}
		for _, r := range appeals {
			p := r.plan(required[r.Code])
			seen.plans[r.Code] = &p
		}
	}
}

// foreseePlaces asks for the regions that are named, and those of the crises and appeals.
func (tx *Tx) foreseePlaces(o Outlook, seen *outlook, in func(string) string, below string, twice []any) []ask {
	for _, r := range o.Regions {
		seen.places[r] = nil
	}
	// One question each: an OR of them would read the whole table.
	read := eachRow(func(r pathRow) {
		p := r.place()
		seen.places[r.Pcode] = &p
	})
	regions := selectPaths + " WHERE "
	asks := []ask{tx.ask(read, regions+in("pcode"), tx.array(o.Regions)),
		tx.ask(read, regions+"pcode IN (SELECT region FROM crisis_regions WHERE "+below+")", twice...)}
	if len(o.Appeals) > 0 {
		asks = append(asks, tx.ask(read, regions+"pcode IN (SELECT anchor FROM appeals WHERE "+in("code")+")", tx.array(o.Appeals)))
	}
	return asks
}

// foreseeRest asks for organizations, references, sources and rates.
func (tx *Tx) foreseeRest(o Outlook, seen *outlook, in func(string) string) []ask {
	for _, c := range o.Organizations {
		seen.known[c] = false
	}
	var asks []ask
	if len(o.Organizations) > 0 {
		asks = append(asks, tx.ask(func(rows walking) error {
			return each1(rows, func(code string) { seen.known[code] = true })
		}, "SELECT code FROM organizations WHERE "+in("code"), tx.array(o.Organizations)))
	}
	if len(o.Sources) > 0 {
		ids := make([]string, len(o.Sources))
		for i, s := range o.Sources {
			ids[i] = SourceID(s)
			seen.sources[ids[i]] = free
		}
		asks = append(asks, tx.ask(eachRow(func(r guardRow) { seen.sources[r.ID] = r.Guard }), "SELECT id, guard FROM sources WHERE "+in("id"), tx.array(ids)))
	}
	donors, references := map[string][]string{}, []string{}
	for _, h := range o.References {
		seen.references[h] = false
		if donors[h.Donor] == nil {
			references = append(references, h.Donor)
		}
		donors[h.Donor] = append(donors[h.Donor], h.Reference)
	}
	for _, donor := range references {
		asks = append(asks, tx.ask(eachRow(func(h Held) { seen.references[h] = true }),
			"SELECT donor, reference FROM pledges WHERE donor = ? AND "+in("reference"), donor, tx.array(donors[donor])))
	}
	for _, r := range o.Rates {
		if _, again := seen.rates[r]; again {
			continue
		}
		seen.rates[r] = nil
		asks = append(asks, tx.ask(eachRow(func(row rateRow) {
			rate := row.api()
			seen.rates[r] = &rate
		}), "SELECT "+shapeOf[rateRow]().list()+latestRate, string(r.Currency), day(r.First), day(r.Last)))
	}
	return asks
}

type guardRow struct {
	ID    string `gorm:"column:id"`
	Guard int    `gorm:"column:guard"`
}

// valueOf is the value that was read, and whether there is one.
func valueOf[T any](p *T) (v T, found bool, err error) {
	if p == nil {
		return v, false, nil
	}
	return *p, true, nil
}

// unseenOrganizations is [Tx.unseenPlaces] for organizations.
func (tx *Tx) unseenOrganizations(codes []string, known map[string]bool) (left []string) {
	if tx.seen == nil {
		return codes
	}
	for _, c := range codes {
		exists, asked := tx.seen.known[c]
		if !asked && c != "" {
			left = append(left, c)
		} else if exists {
			known[c] = true
		}
	}
	return left
}

// guards reads the guards of sources, [free] where there is none.
func (tx *Tx) guards(ids []string) (map[string]int, error) {
	guards, left := map[string]int{}, []string{}
	for _, id := range ids {
		guards[id] = free
		if tx.seen == nil {
			left = append(left, id)
		} else if g, asked := tx.seen.sources[id]; asked {
			guards[id] = g
		} else {
			left = append(left, id)
		}
	}
	if len(left) == 0 {
		return guards, nil
	}
	err := tx.askAll([]ask{tx.ask(eachRow(func(r guardRow) { guards[r.ID] = r.Guard }), "SELECT id, guard FROM sources WHERE "+fmt.Sprintf(tx.d.anyOf, "id"), tx.array(left))})
	return guards, err
}
