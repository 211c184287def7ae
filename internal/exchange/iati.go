package exchange

import (
	"io"

	"github.com/konbit-aid/konbit/api"
)

// IATI writes pledges and what happened to them as activities of the IATI
// standard, version 2.03: one activity a pledge, reported by its donor.
type IATI struct {
	w   io.Writer
	x   markup
	err error
}

// NewIATI starts a file that was made at a moment, written as RFC 3339.
func NewIATI(w io.Writer, madeAt string) *IATI {
	i := &IATI{w: w}
	i.x.buf = append(i.x.buf, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"...)
	i.x.open("iati-activities", "version", "2.03", "generated-datetime", madeAt)
	return i
}

// Write adds a pledge, with what stands around it.
func (i *IATI) Write(p *api.Pledge, around *api.PledgeContext) error {
	if i.err != nil {
		return i.err
	}
	a := activity{&i.x, p, around}
	a.write()
	if len(i.x.buf) >= chunk {
		i.err = i.send()
	}
	return i.err
}

func (i *IATI) send() error {
	_, err := i.w.Write(i.x.buf)
	i.x.buf = i.x.buf[:0]
	return err
}

// Flush hands on what was written so far.
func (i *IATI) Flush() error {
	if i.err == nil {
		i.err = i.send()
	}
	return i.err
}

// Close ends the file.
func (i *IATI) Close() error {
	i.x.close("iati-activities")
	return i.Flush()
}

// activity is one pledge while it is written. The order of the elements is the standard's.
type activity struct {
	*markup
	p      *api.Pledge
	around *api.PledgeContext
}

func (a activity) write() {
	p := a.p
	a.open("iati-activity", "humanitarian", "1", "default-currency", string(p.Amount.Currency), "last-updated-datetime", momentText(p.UpdatedAt), "xml:lang", "en")
	a.leaf("iati-identifier", identifier(p.Donor, p.ID, a.around))
	a.org("reporting-org", p.Donor, "ref", reference(p.Donor, a.around), "type", a.kind(p.Donor))
	a.words("title", p.Title)
	a.open("description", "type", "1")
	a.narrative(p.Title + ". Sources: " + string(appendCitations(nil, p.Sources)))
	a.close("description")
	a.participants()
	if p.Reference != "" {
		a.empty("other-identifier", "ref", string(p.Reference), "type", "A1")
	}
	a.empty("activity-status", "code", activityStatus[p.Status])
	a.dates()
	a.places()
	a.sectors()
	a.scopes()
	if p.Earmarking != "" {
		a.empty("default-aid-type", "code", string(p.Earmarking), "vocabulary", "3") // Grand Bargain earmarking
	}
	a.transactions()
	if donor, ok := a.around.Donors[string(p.Parent)]; ok {
		a.empty("related-activity", "ref", identifier(donor, string(p.Parent), a.around), "type", "1")
	}
	a.close("iati-activity")
}

// activityStatus is IATI's: 1 pipeline, 2 implementation, 5 cancelled.
var activityStatus = map[api.PledgeStatus]string{
	api.StatusAnnounced: "1", api.StatusPledged: "1", api.StatusCommitted: "2", api.StatusPartlyDisbursed: "2",
	api.StatusDisbursed: "2", api.StatusCancelled: "5", api.StatusExpired: "5",
}

// reference is an organization's identifier in IATI. One that has none is named
// by its code here, which is no identifier of any register and looks like none.
func reference(code string, around *api.PledgeContext) string {
	if id := around.Organizations[code].IATIID; id != "" {
		return string(id)
	}
	return "konbit:" + code
}

func identifier(donor, id string, around *api.PledgeContext) string {
	return reference(donor, around) + "-" + id
}

// organizationTypes are IATI's.
var organizationTypes = map[api.OrganizationType]string{
	"academic": "80", "donor": "90", "embassy": "10", "government": "10", "international_ngo": "21", "international_organization": "40",
	"local_ngo": "24", "military": "10", "national_ngo": "22", "pooled_fund": "40", "private_sector": "70", "red_cross_red_crescent": "21",
	"united_nations": "40", "civil_society": "22", "media": "70", "religious": "90", "other": "90",
}

func (a activity) kind(code string) string {
	if kind, ok := organizationTypes[a.around.Organizations[code].Type]; ok {
		return kind
	}
	return "90"
}

// org writes an organization by its name.
func (a activity) org(element, code string, attributes ...string) {
	a.open(element, attributes...)
	name := a.around.Organizations[code].Name
	if name == "" {
		name = code
	}
	a.narrative(name)
	a.close(element)
}

// known are the attributes of an organization: its identifier only where it has one.
func (a activity) known(code string, more ...string) []string {
	if id := a.around.Organizations[code].IATIID; id != "" {
		more = append([]string{"ref", string(id)}, more...)
	}
	return append(more, "type", a.kind(code))
}

func (a activity) participants() {
	a.org("participating-org", a.p.Donor, a.known(a.p.Donor, "role", "1")...)
	if r := string(a.p.Recipient); r != "" {
		a.org("participating-org", r, a.known(r, "role", "4")...)
	}
}

// dates are the day of the promise as the planned start, and the first counted
// transaction as the actual one.
func (a activity) dates() {
	a.empty("activity-date", "type", "1", "iso-date", string(a.p.PledgedOn))
	for _, t := range a.around.Transactions[a.p.ID] {
		if t.Counted {
			a.empty("activity-date", "type", "2", "iso-date", string(t.Date))
			return
		}
	}
}

// scopes are the emergency, by its GLIDE number, and the appeal.
func (a activity) scopes() {
	crisis := a.around.Crises[a.p.Crisis]
	if crisis.GLIDE != "" {
		a.scope("1", "1-2", string(crisis.GLIDE), crisis.Title)
	}
	if a.p.Appeal != "" {
		a.scope("2", "2-1", string(a.p.Appeal), a.around.Appeals[string(a.p.Appeal)].Title)
	}
}

func (a activity) scope(kind, vocabulary, code, title string) {
	a.open("humanitarian-scope", "type", kind, "vocabulary", vocabulary, "code", code)
	if title != "" {
		a.narrative(title)
	}
	a.close("humanitarian-scope")
}
