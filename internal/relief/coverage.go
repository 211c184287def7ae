package relief

import (
	"context"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/store"
)

// Coverage joins needs and pledges of a crisis per region and sector. It
// returns [api.CodeMalformed] for an unknown crisis, region, appeal or a level
// above the region.
func (s *Service) Coverage(ctx context.Context, caller api.Caller, f api.CoverageFilter) (api.Coverage, error) {
	if err := s.knowVeil(ctx, caller); err != nil {
		return api.Coverage{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.Coverage, error) {
		w, err := s.when(tx, caller, f.AsOf, f.KnownAt)
		if err != nil {
			return api.Coverage{}, err
		}
		facts := w.records(tx)
		sight, kept, err := s.keptFor(tx, w, caller, f.Crisis, f.Region)
		if err != nil {
			return api.Coverage{}, err
		}
		l, err := lookAt(facts, w, caller, f, kept)
		if err != nil {
			return api.Coverage{}, err
		}
		m, err := l.gather(facts, tx, caller, sight)
		if err != nil {
			return api.Coverage{}, err
		}
		l.language = language(ctx)
		return l.answer(caller, f, m)
	})
}

// gather reads the figures of people into the tree, access and presence, and returns the money: from what is kept where the
// tree reaches no further than the rows, else from the records.
func (l *look) gather(facts records, tx *store.Tx, caller api.Caller, sight int) (moneys, error) {
	if l.tree.below != nil {
		return l.gatherKept(tx, caller, sight)
	}
	sums, err := facts.PostingSums(l.view)
	if err != nil {
		return moneys{}, err
	}
	lines, err := facts.CurrentLines(l.view)
	if err != nil {
		return moneys{}, err
	}
	l.tree.fill(lines)
	return l.buckets(sums), l.readAccess(facts, caller)
}

// look is a coverage question with what is needed to answer it.
type look struct {
	policy   *policy.Policy
	view     store.View
	crisis   api.Crisis
	plans    []store.Plan // weighed against
	tree     *tree
	level    int // of the rows' regions
	language string
	reach
}

// lookAt reads what a coverage question is about. With kept the tree reaches no further than the rows.
func lookAt(tx records, w when, caller api.Caller, f api.CoverageFilter, kept *store.Tx) (*look, error) {
	var faults api.Fields
	l := &look{policy: w.policy, view: store.View{Crisis: f.Crisis, AsOf: w.on, Sectors: f.Sector, Visible: w.seen.Done, Veil: w.veil}}
	if f.Crisis == "" {
		faults.Add("crisis", "required", "Name the crisis: ?crisis=hti-2024; GET /v1/crises lists them.")
		return nil, malformed(faults)
	}
	crisis, ok, err := tx.Crisis(f.Crisis)
	if err != nil {
		return nil, err
	}
	if !ok {
		faults.Add("crisis", "unknown_crisis", "There is no crisis %q; GET /v1/crises lists them.", f.Crisis)
		return nil, malformed(faults)
	}
	l.crisis = crisis
	for _, code := range f.Sector {
		if !code.Known() {
			faults.Add("sector", "unknown_sector", "%q is not a sector; GET /v1/sectors lists them.", string(code))
		}
	}
	checkReach(f, &faults)
	if err := l.weigh(tx, f.Appeal, &faults); err != nil {
		return nil, err
	}
	if err := l.place(tx, caller, f, kept, &faults); err != nil {
		return nil, err
	}
	return l, malformed(faults)
}

func malformed(f api.Fields) error {
	if len(f) == 0 {
		return nil
	}
	return &api.Error{Code: api.CodeMalformed, Detail: "A query parameter is not valid.", Fields: f}
}

// weigh finds the appeals that money is weighed against: the one named, else
// those in force on the day.
func (l *look) weigh(tx records, appeal string, faults *api.Fields) error {
	plans, err := tx.PlansOf(l.crisis.Code)
	if err != nil {
		return err
	}
	l.choose(plans, appeal)
	if l.view.Only && len(l.plans) == 0 {
		faults.Add("appeal", "unknown_appeal", "The crisis %s has no appeal %q; GET /v1/appeals?crisis=%s lists them.", l.crisis.Code, appeal, l.crisis.Code)
	}
	return nil
}

// choose takes of a crisis's appeals those that money is weighed against.
func (l *look) choose(plans []store.Plan, appeal string) {
	v := &l.view
	l.plans, v.Appeals, v.From, v.To = nil, nil, "", ""
	for _, p := range plans {
		if appeal != "" && p.Code != appeal || appeal == "" && (p.StartsOn > v.AsOf || p.EndsOn < v.AsOf) {
			continue
		}
		l.plans = append(l.plans, p)
		v.Appeals = append(v.Appeals, p.Code)
		if v.From == "" || p.StartsOn < v.From {
			v.From = p.StartsOn
		}
		v.To = max(v.To, p.EndsOn)
	}
	v.Only = appeal != ""
}

// place finds the region, the level of the rows and the tree below.
func (l *look) place(tx records, caller api.Caller, f api.CoverageFilter, kept *store.Tx, faults *api.Fields) error {
	tops := l.crisis.Regions
	level := -1
	if f.Region != "" {
		p, ok, err := placeOf(tx, kept, f.Region)
		if err != nil {
			return err
		}
		if !ok {
			faults.Add("region", "unknown_region", "There is no region %q; GET /v1/regions lists them.", f.Region)
			return nil
		}
		if l.view.Veil.Hides(f.Region) {
			faults.Add("region", "not_public", "The figures of %s are not public; a key sees them. Ask for a larger region.", f.Region)
			return nil
		}
		l.view.Region = &p
		tops = []string{f.Region}
		level = p.Level
	}
	if err := l.plant(tx, tops, f, level, kept); err != nil {
		return err
	}
	l.tree.public = caller.Anonymous()
	top := level
	if level < 0 {
		top = l.tree.highest()
		l.level = top
	} else {
		l.level = min(level+1, l.tree.deepest)
	}
	if f.Level != nil {
		if *f.Level < top || *f.Level > api.MaxLevel {
			faults.Add("level", "out_of_range", "The rows' level is %d to %d here.", top, api.MaxLevel)
			return nil
		}
		l.level = *f.Level
	}
	return nil
}

// cell is one row of an answer.
type cell struct {
	region string
	sector api.SectorCode
}

// moneys are the money of an answer: of its rows, and what stands in none of them.
type moneys struct {
	rows                        map[cell]api.CoverageMoney
	unallocated, shared, beyond api.CoverageMoney
}

// answer puts the parts together.
func (l *look) answer(caller api.Caller, f api.CoverageFilter, m moneys) (out api.Coverage, err error) {
	money, unallocated, shared, beyond := m.rows, m.unallocated, m.shared, m.beyond
	l.require(money, &unallocated)
	out = api.Coverage{Crisis: l.crisis.Code, Region: api.Opt(f.Region), Level: l.level, AsOf: l.view.AsOf, KnownAt: f.KnownAt, Currency: api.USD,
		Appeals: append([]string{}, l.view.Appeals...), Data: []api.CoverageRow{}}
	whole := unallocated.Add(shared)
	for _, m := range money {
		whole = whole.Add(m)
	}
	out.Unallocated, out.Shared, out.Beyond = unallocated.Derived(), shared.Derived(), beyond.Derived()
	people := l.tree.people("", api.AllSectors)
	out.Totals = api.CoverageTotals{CoverageMoney: whole.Derived(), People: shown(caller, people), Population: l.tree.population(l.level)}
	row := func(c cell) api.CoverageRow {
		return api.CoverageRow{Region: l.tree.ref(c.region, l.language), Sector: c.sector, People: shown(caller, l.tree.people(c.region, c.sector)),
			Money: money[c].Derived(), Access: l.access(c), Presence: l.presence(c)}
	}
	cells := l.grid(money)
	if f.Sort == byUnmet {
		row, out.Ranking = ranked(cells, row), &api.CoverageRanking{By: byUnmet, Formula: unmetFormula}
	}
	out.Data, out.Next, err = page(f, cells, row)
	return out, err
}

// buckets sorts the pledged money into rows and buckets. What is allocated
// above the rows' level is in no row, so it is unallocated here.
func (l *look) buckets(sums []store.PostingSum) moneys {
	out := moneys{rows: map[cell]api.CoverageMoney{}}
	for _, s := range sums {
		m := moneyOf(s)
		switch {
		case s.Bucket == store.Beyond:
			out.beyond = out.beyond.Add(m)
		case s.Bucket == store.Shared:
			out.shared = out.shared.Add(m)
		case s.Bucket == store.Allocated && l.row(s.Pcode()) != "":
			c := cell{l.row(s.Pcode()), s.Sector}
			out.rows[c] = out.rows[c].Add(m)
		default:
			out.unallocated = out.unallocated.Add(m)
		}
	}
	return out
}

func moneyOf(s store.PostingSum) api.CoverageMoney {
	return api.CoverageMoney{Announced: s.Announced, Pledged: s.Pledged, Committed: s.Committed, Disbursed: s.Disbursed}
}

// row returns the region of the row in which money of a region stands, "" if
// that is above the rows' level or hidden from the reader.
func (l *look) row(region string) string {
	return l.tree.at(l.view.Veil.Shown(region), l.level)
}

// require adds what is required: the appeals' requirements if there are any,
// else the need lines'.
func (l *look) require(rows map[cell]api.CoverageMoney, unallocated *api.CoverageMoney) {
	if !l.byAppeals() {
		l.requireByNeeds(rows, unallocated)
		return
	}
	for _, p := range l.plans {
		for i, r := range p.Requirements {
			usd := p.USD[i]
			if usd == nil || !l.tree.has(r.Region) || !l.wants(r.Sector) {
				continue
			}
			part := api.CoverageMoney{Required: usd}
			if at := l.row(r.Region); at != "" {
				c := cell{at, r.Sector}
				rows[c] = rows[c].Add(part)
			} else {
				*unallocated = unallocated.Add(part)
			}
		}
	}
}

// byAppeals tells whether an appeal names any money.
func (l *look) byAppeals() bool {
	for _, p := range l.plans {
		if p.Required != nil {
			return true
		}
	}
	return false
}

// requireByNeeds takes the need lines' requirements. What a region above the
// rows' level asks for beyond the rows is unallocated, so that the parts add up.
func (l *look) requireByNeeds(rows map[cell]api.CoverageMoney, unallocated *api.CoverageMoney) {
	for _, sector := range l.tree.sectors() {
		if !l.wants(sector) {
			continue
		}
		var sum api.Cents
		known := false // a line may require nothing, which is not the same as none
		for _, region := range l.tree.level(l.level) {
			if usd := l.tree.required(region, sector); usd != nil {
				c := cell{region, sector}
				rows[c] = rows[c].Add(api.CoverageMoney{Required: usd})
				sum += *usd
				known = true
			}
		}
		if whole := l.tree.required("", sector); whole != nil && (*whole != sum || !known) {
			rest := *whole - sum
			*unallocated = unallocated.Add(api.CoverageMoney{Required: &rest})
		}
	}
}

func (l *look) wants(s api.SectorCode) bool {
	return len(l.view.Sectors) == 0 || slices.Contains(l.view.Sectors, s)
}

// grid lists the rows: every region at the level with every sector that
// anything is known of, or that was asked for.
func (l *look) grid(money map[cell]api.CoverageMoney) []cell {
	known := map[api.SectorCode]bool{}
	for c := range money {
		known[c.sector] = true
	}
	for _, s := range append(l.tree.sectors(), l.view.Sectors...) {
		known[s] = true
	}
	var cells []cell
	for _, region := range l.tree.level(l.level) {
		if l.view.Veil.Hides(region) {
			continue
		}
		for _, s := range api.Sectors {
			if known[s.Code] && l.wants(s.Code) {
				cells = append(cells, cell{region, s.Code})
			}
		}
	}
	return cells
}

// page cuts the grid, keeping only the rows that the question wants. The cursor
// names the last row's region and sector.
func page(f api.CoverageFilter, cells []cell, row func(cell) api.CoverageRow) ([]api.CoverageRow, api.Opt, error) {
	if f.Cursor != "" {
		region, sector, _ := strings.Cut(f.Cursor, "~")
		i := slices.Index(cells, cell{region, api.SectorCode(sector)})
		if i < 0 {
			return nil, "", malformed(api.Fields{{Pointer: "cursor", Code: "bad_cursor", Detail: "This cursor belongs to another question; follow next as it is given."}})
		}
		cells = cells[i+1:]
	}
	rows := []api.CoverageRow{}
	for _, c := range cells {
		r := row(c)
		if f.Unreachable && !unreachable(f, r) {
			continue
		}
		if len(rows) == f.Size() {
			last := rows[len(rows)-1]
			return rows, api.Opt(last.Region.Pcode + "~" + string(last.Sector)), nil
		}
		rows = append(rows, r)
	}
	return rows, "", nil
}

// shown hides small numbers of people from the public.
func shown(caller api.Caller, p api.CoveragePeople) api.CoveragePeople {
	if caller.Anonymous() {
		p.Affected, p.InNeed, p.Targeted, p.Reached = p.Affected.Suppress(), p.InNeed.Suppress(), p.Targeted.Suppress(), p.Reached.Suppress()
	}
	return p
}
