package exchange

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// openXML reads activities of the IATI standard, 2.01 to 2.03. Other XML is refused.
func openXML(in io.Reader) (api.ImportSource, error) {
	d := newXML(in)
	for {
		t, err := d.Token()
		if err != nil {
			return api.ImportSource{}, xmlError(err)
		}
		root, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		if root.Name.Local != "iati-activities" {
			return api.ImportSource{}, api.Errorf(api.CodeInvalid, "This is XML with the root element %q. Of XML, only IATI activities (iati-activities, version 2.03) are read.", clip(root.Name.Local))
		}
		if v := attribute(root, "version"); !strings.HasPrefix(v, "2.") {
			return api.ImportSource{}, api.Errorf(api.CodeInvalid, "The file says that it is IATI %q; version 2.03 is read.", clip(v))
		}
		src := api.ImportSource{Kind: api.ImportPledges, Layout: "activities (IATI 2.03)", Columns: iatiSays}
		src.Pledges = func(yield func(api.Row[api.PledgeRow]) bool) { walkActivities(d, yield) }
		return src, nil
	}
}

// iatiSays are the columns that an activity speaks of. Of a pledge that is recorded the others stay: what an activity cites is itself, and
// its percentages are no split into allocations.
var iatiSays = map[string]bool{"reference": true, "donor": true, "recipient": true, "title": true, "amount": true, "pledged_on": true, "earmarking": true}

func xmlError(err error) error {
	if e, ok := errors.AsType[*api.Error](err); ok {
		return e
	}
	return api.Errorf(api.CodeMalformed, "The file begins like XML, but is not readable as that: %v.", err)
}

// walkActivities reads one activity at a time. A row is an activity, by its number.
func walkActivities(d *xml.Decoder, yield func(api.Row[api.PledgeRow]) bool) {
	for n := 1; ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		var a iatiActivity
		e, start := t.(xml.StartElement)
		if err == nil && start && e.Name.Local == "iati-activity" {
			err = d.DecodeElement(&a, &e)
		} else if err == nil && start {
			err = d.Skip()
		}
		if err != nil {
			row := api.Row[api.PledgeRow]{Line: n}
			row.Faults.Add("", "bad_xml", "This activity is not readable (%s); the activities after it were not read.", plainCSV(xmlError(err)))
			yield(row)
			return
		}
		if !start || e.Name.Local != "iati-activity" {
			continue
		}
		if !yield(a.row(n)) {
			return
		}
		n++
	}
}

// iatiActivity is what is read of an activity.
type iatiActivity struct {
	Currency   string            `xml:"default-currency,attr"`
	Identifier string            `xml:"iati-identifier"`
	Reporting  iatiOrg           `xml:"reporting-org"`
	Title      iatiText          `xml:"title"`
	Parties    []iatiOrg         `xml:"participating-org"`
	Others     []iatiOther       `xml:"other-identifier"`
	Locations  []iatiLocation    `xml:"location"`
	Countries  []iatiCode        `xml:"recipient-country"`
	Sectors    []iatiCode        `xml:"sector"`
	Scopes     []iatiCode        `xml:"humanitarian-scope"`
	AidTypes   []iatiCode        `xml:"default-aid-type"`
	Moves      []iatiTransaction `xml:"transaction"`
	Updated    string            `xml:"last-updated-datetime,attr"`
}

type iatiText struct {
	Narratives []string `xml:"narrative"`
}

func (t iatiText) first() string {
	for _, n := range t.Narratives {
		if n = strings.Join(strings.Fields(n), " "); n != "" {
			return n
		}
	}
	return ""
}

type iatiOrg struct {
	Ref  string `xml:"ref,attr"`
	Role string `xml:"role,attr"`
	iatiText
}

func (o iatiOrg) known() api.Called {
	return api.Called{IATIID: strings.TrimSpace(o.Ref), Name: o.first()}
}

type iatiOther struct {
	Ref  string `xml:"ref,attr"`
	Type string `xml:"type,attr"`
}

type iatiLocation struct {
	Ref string `xml:"ref,attr"`
}

type iatiCode struct {
	Code       string `xml:"code,attr"`
	Vocabulary string `xml:"vocabulary,attr"`
	Type       string `xml:"type,attr"`
	Percentage string `xml:"percentage,attr"`
}

type iatiTransaction struct {
	Ref      string   `xml:"ref,attr"`
	Type     iatiCode `xml:"transaction-type"`
	Date     iatiDay  `xml:"transaction-date"`
	Value    iatiSum  `xml:"value"`
	Provider iatiOrg  `xml:"provider-org"`
	Receiver iatiOrg  `xml:"receiver-org"`
}

type iatiDay struct {
	Day string `xml:"iso-date,attr"`
}

type iatiSum struct {
	Currency string `xml:"currency,attr"`
	Amount   string `xml:",chardata"`
}
