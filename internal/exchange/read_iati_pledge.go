package exchange

import (
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// The codes of transactions that are read: by the donor, and by the recipient.
var (
	iatiPledges     = []string{"12", "13"}
	iatiCommitments = []string{"2", "11"}
	iatiPayments    = []string{"3", "1"}
)

// activityReader makes a pledge of an activity. What is wrong is noted by element.
type activityReader struct {
	iatiActivity
	row api.Row[api.PledgeRow]
}

// row makes one pledge of an activity: its pledges (12, 13) added up, or where it
// has none its commitments (2, 11), which the standard adds up too. What the
// reporting organization itself has committed and paid becomes its transactions.
func (a iatiActivity) row(n int) api.Row[api.PledgeRow] {
	r := &activityReader{a, api.Row[api.PledgeRow]{Line: n}}
	p := &r.row.Value.Pledge
	p.Title = a.Title.first()
	p.Reference = r.reference()
	r.parties()
	moves := r.amounts(p)
	r.scope(p)
	r.destination(p)
	r.row.Value.Transactions = r.transactions(p, moves)
	for _, code := range a.AidTypes {
		if code.Vocabulary == "3" {
			p.Earmarking = api.Opt(code.Code)
		}
	}
	p.Sources = []api.Source{{Publisher: clipTo(r.publisher(), api.MaxTitle), Title: clipTo("IATI activity "+strings.TrimSpace(a.Identifier), api.MaxTitle), PublishedOn: r.published(p)}}
	for i := range r.row.Value.Transactions {
		r.row.Value.Transactions[i].Sources = p.Sources
	}
	if len(moves[""]) == 0 && p.Amount.Minor == 0 && len(r.row.Faults) == 0 {
		r.row.Skip = "activities without a pledge or a commitment"
	}
	return r.row
}

func (r *activityReader) fault(at, code, format string, args ...any) {
	r.row.Faults.Add(at, code, format, args...)
}

func (r *activityReader) note(text string) { r.row.Notes = append(r.row.Notes, text) }

// reference is the donor's own number where the file gives it, else the activity's identifier.
func (r *activityReader) reference() api.Opt {
	for _, o := range r.Others {
		if o.Type == "A1" && o.Ref != "" {
			return api.Opt(o.Ref)
		}
	}
	id := strings.TrimSpace(r.Identifier)
	if id == "" {
		r.fault("iati-identifier", "required", "An activity needs its identifier: importing it twice must not record it twice.")
	}
	return api.Opt(id)
}

func (r *activityReader) publisher() string {
	if name := r.Reporting.first(); name != "" {
		return name
	}
	return r.Reporting.Ref
}

// published is the day on which the activity was last changed, else its first pledge's.
func (r *activityReader) published(p *api.PledgeInput) api.Date {
	if day, _, why := dayOf(strings.TrimSpace(r.Updated)); why == "" && day != "" {
		return day
	}
	return p.PledgedOn
}

// parties are who funds (role 1) and who carries out (role 4) the activity; of
// those that it does not name, what its transactions say.
func (r *activityReader) parties() {
	role := func(code string) (api.Called, bool) {
		for _, o := range r.Parties {
			if o.Role == code {
				return o.known(), true
			}
		}
		return api.Called{}, false
	}
	v := &r.row.Value
	var ok bool
	if v.Donor, ok = role("1"); !ok {
		v.Donor = r.Reporting.known()
	}
	if v.Recipient, ok = role("4"); !ok {
		for _, t := range r.Moves {
			if t.Receiver.Ref != "" || t.Receiver.first() != "" {
				v.Recipient = t.Receiver.known()
				break
			}
		}
	}
	if v.Recipient == v.Donor {
		v.Recipient = api.Called{}
	}
}

// amounts adds up what was promised, and returns the transactions by what they are: "pledge", "commitment", "payment".
func (r *activityReader) amounts(p *api.PledgeInput) map[string][]iatiTransaction {
	moves := map[string][]iatiTransaction{}
	incoming := 0
	for _, t := range r.Moves {
		code := t.Type.Code
		switch {
		case slices.Contains(iatiPledges, code):
			moves["pledge"] = append(moves["pledge"], t)
		case slices.Contains(iatiCommitments, code):
			moves["commitment"] = append(moves["commitment"], t)
		case slices.Contains(iatiPayments, code):
			moves["payment"] = append(moves["payment"], t)
		default:
			r.note("transactions of the type " + clip(code) + " are not read")
		}
		if code == "1" || code == "11" || code == "13" {
			incoming++
		}
	}
	// Both sides' view of one movement must not count twice.
	for kind, codes := range map[string][]string{"pledge": iatiPledges, "commitment": iatiCommitments, "payment": iatiPayments} {
		outgoing := slices.ContainsFunc(moves[kind], func(t iatiTransaction) bool { return t.Type.Code == codes[0] })
		if outgoing && incoming > 0 {
			before := len(moves[kind])
			moves[kind] = slices.DeleteFunc(moves[kind], func(t iatiTransaction) bool { return t.Type.Code == codes[1] })
			if len(moves[kind]) < before {
				r.note("what the recipient reports beside the donor is not read: it is the same money")
			}
		}
	}
	promised := moves["pledge"]
	if len(promised) == 0 {
		promised = moves["commitment"]
		moves[""] = promised
	}
	if len(promised) > 1 {
		r.note("several pledges or commitments of one activity were added up")
	}
	for _, t := range promised {
		r.promise(p, t)
	}
	if len(promised) > 0 && p.Amount.Minor <= 0 && len(r.row.Faults) == 0 {
		r.row.Skip = "activities whose pledges were taken back"
	}
	return moves
}

// promise adds one transaction to the pledge.
func (r *activityReader) promise(p *api.PledgeInput, t iatiTransaction) {
	m, day, ok := r.sum(t)
	if !ok {
		return
	}
	switch {
	case p.Amount.Currency == "":
		p.Amount = m
	case p.Amount.Currency != m.Currency:
		r.fault("transaction/value", "currency_mismatch", "The activity promises in %s and in %s. Report it as two activities.", p.Amount.Currency, m.Currency)
	case p.Amount.Minor > api.MaxMinor-max(m.Minor, 0):
		r.fault("transaction/value", "too_large", "The amounts of the activity are together more than is kept.")
	default:
		p.Amount.Minor += m.Minor
	}
	if p.PledgedOn == "" || day < p.PledgedOn {
		p.PledgedOn = day
	}
}

// sum reads the value and the day of a transaction.
func (r *activityReader) sum(t iatiTransaction) (api.Money, api.Date, bool) {
	currency := t.Value.Currency
	if currency == "" {
		currency = r.Currency
	}
	day, _, why := dayOf(strings.TrimSpace(t.Date.Day))
	if why != "" || day == "" {
		r.fault("transaction/transaction-date", "bad_date", "A transaction needs its day as iso-date, like 2024-09-05; this is %q.", clip(t.Date.Day))
	}
	text := strings.TrimSpace(t.Value.Amount)
	back := strings.HasPrefix(text, "-")
	m, faults := api.ParseMoney(trimZeros(strings.TrimPrefix(text, "-")), api.Currency(strings.ToUpper(strings.TrimSpace(currency))))
	for _, f := range faults {
		r.fault("transaction/value", f.Code, "%s", f.Detail)
	}
	if back {
		m.Minor = -m.Minor
	}
	return m, day, len(faults) == 0 && day != "" && why == ""
}

// transactions are the commitments and payments, those below zero being taken back.
func (r *activityReader) transactions(p *api.PledgeInput, moves map[string][]iatiTransaction) []api.TransactionInput {
	var all []api.TransactionInput
	add := func(list []iatiTransaction, forward, back api.TransactionType) {
		for _, t := range list {
			m, day, ok := r.sum(t)
			if !ok || m.Minor == 0 {
				continue
			}
			in := api.TransactionInput{Type: forward, Amount: m, Date: max(day, p.PledgedOn), Reference: api.Opt(t.Ref)}
			if m.Minor < 0 {
				in.Type, in.Amount.Minor = back, -m.Minor
			}
			all = append(all, in)
		}
	}
	add(moves["commitment"], api.Commitment, api.Decommitment)
	add(moves["payment"], api.Disbursement, api.Refund)
	slices.SortStableFunc(all, func(a, b api.TransactionInput) int { return strings.Compare(string(a.Date), string(b.Date)) })
	return all
}

// scope reads the appeal, by its code in FTS.
func (r *activityReader) scope(p *api.PledgeInput) {
	for _, s := range r.Scopes {
		if s.Type == "2" && s.Vocabulary == "2-1" {
			p.Appeal = api.Opt(strings.TrimSpace(s.Code))
		}
	}
}

// destination reads where the money is meant to go. A p-code stands in a
// location's ref; without one it is the countries. Percentages are not turned
// into allocations: they split places and sectors apart, and nobody has said how
// they go together, unless there is one place and the sectors are all of it.
func (r *activityReader) destination(p *api.PledgeInput) {
	d := api.Destination{Regions: []string{}, Sectors: []api.SectorCode{}}
	for _, l := range r.Locations {
		if l.Ref != "" && !slices.Contains(d.Regions, l.Ref) {
			d.Regions = append(d.Regions, l.Ref)
		}
	}
	for _, c := range r.Countries {
		if len(r.Locations) == 0 && c.Code != "" && !slices.Contains(d.Regions, c.Code) {
			d.Regions = append(d.Regions, c.Code)
		}
	}
	for _, s := range r.Sectors {
		if code, ok := iatiSector(s); ok && !slices.Contains(d.Sectors, code) {
			d.Sectors = append(d.Sectors, code)
		}
	}
	if len(d.Regions)+len(d.Sectors) > 0 {
		p.Destination = &d
	}
}

// iatiSector finds a sector by its code in the vocabulary of clusters, or by our own code.
func iatiSector(s iatiCode) (api.SectorCode, bool) {
	for _, known := range api.Sectors {
		if s.Vocabulary == "10" && s.Code == string(known.IATICode) || s.Vocabulary == "99" && s.Code == string(known.Code) {
			return known.Code, true
		}
	}
	return "", false
}

// clipTo cuts a text to at most n characters.
func clipTo(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}
