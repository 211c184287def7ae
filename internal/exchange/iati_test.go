package exchange

import (
	"bytes"
	"encoding/xml"
	flags "flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

var update = flags.Bool("update", false, "write the golden files anew")

// golden compares a file with testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what is written now (go test ./internal/exchange -update):\n%s", path, got)
	}
}

var (
	usaid = api.Organization{OrganizationInput: api.OrganizationInput{Code: "usaid", Name: "United States Agency for International Development", Type: "government", IATIID: "US-GOV-1"}}
	acted = api.Organization{OrganizationInput: api.OrganizationInput{Code: "acted", Name: "ACTED", Type: "international_ngo"}}
)

func haiti(pcode string, level int) api.Region {
	return api.Region{Name: "Haiti", RegionInput: api.RegionInput{Pcode: pcode, Level: level, ISO3: "HTI", Names: api.Names{EN: "Haiti " + api.Opt(pcode)}, Centroid: &api.Point{Lon: -72.2, Lat: 18.5}}}
}

// around is what stands around the pledges of these tests.
func around() api.PledgeContext {
	return api.PledgeContext{
		Organizations: map[string]api.Organization{"usaid": usaid, "acted": acted},
		Crises:        map[string]api.Crisis{"hti-2024": {CrisisInput: api.CrisisInput{Code: "hti-2024", Title: "Haiti 2024", GLIDE: "CE-2024-000036-HTI", Regions: []string{"HT", "DO"}}}},
		Appeals:       map[string]api.Appeal{"HHTI24": {AppealInput: api.AppealInput{Code: "HHTI24", Title: "HNRP 2024"}}},
		Regions: map[string]api.Region{"HT": haiti("HT", 0), "HT01": haiti("HT01", 1), "HT02": haiti("HT02", 1),
			"DO": {RegionInput: api.RegionInput{Pcode: "DO", ISO3: "DOM"}}},
		Donors: map[string]string{"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b0f": "acted"},
	}
}

func usd(minor int64) api.Money { return api.Money{Minor: minor, Currency: api.USD} }

func storedPledge(change func(*api.Pledge)) api.Pledge {
	p := api.Pledge{ID: "01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10", Status: api.StatusPledged, Meta: api.Meta{UpdatedAt: time.Date(2024, 9, 5, 14, 3, 12, 0, time.UTC)},
		PledgeInput: api.PledgeInput{Reference: "720BHA24GR00123", Crisis: "hti-2024", Appeal: "HHTI24", Donor: "usaid", Recipient: "acted", Title: "Food & water <now>",
			Kind: api.Financial, Stage: api.Pledged, Amount: usd(25_000_000_00), PledgedOn: "2024-09-05", Earmarking: "G",
			Sources: []api.Source{{Publisher: "USAID", Title: "Fact sheet", PublishedOn: "2024-09-05"}}}}
	if change != nil {
		change(&p)
	}
	return p
}

func iatiOf(t testing.TB, around api.PledgeContext, pledges ...api.Pledge) []byte {
	t.Helper()
	var b bytes.Buffer
	out := NewIATI(&b, "2024-09-10T12:00:00Z")
	for i := range pledges {
		if err := out.Write(&pledges[i], &around); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// valid asks xmllint whether a file is IATI 2.03. CI has both it and the schema.
func valid(t testing.TB, file []byte) {
	t.Helper()
	schema := testkit.Shared(t, "iati/xsd/iati-activities-schema.xsd")
	lint, err := exec.LookPath("xmllint")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("xmllint is needed (apt-get install libxml2-utils)")
	} else if err != nil {
		t.Skip("no xmllint")
	}
	check := exec.Command(lint, "--nonet", "--noout", "--schema", schema, "-")
	check.Stdin = bytes.NewReader(file)
	if said, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v: %s\n%s", err, said, file)
	}
}

func TestAPledgeIsAnIATIActivity(t *testing.T) {
	w := around()
	whole := storedPledge(func(p *api.Pledge) {
		p.Status = api.StatusPartlyDisbursed
		p.Allocations = []api.Allocation{{Region: "HT01", Sector: "FSC", Amount: usd(20_000_000_00)}, {Region: "HT02", Sector: "WSH", Amount: usd(5_000_000_00)}}
		p.Parent = "01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b0f"
	})
	money := func(kind api.TransactionType, minor int64, day api.Date, by string) api.Transaction {
		return api.Transaction{Pledge: whole.ID, ReportedBy: by, Counted: by == "usaid", TransactionInput: api.TransactionInput{Type: kind, Amount: usd(minor), Date: day, Reference: "R-" + api.Opt(day)}}
	}
	w.Transactions = map[string][]api.Transaction{whole.ID: {money(api.Commitment, 10_000_000_00, "2024-09-20", "usaid"), money(api.Disbursement, 4_000_000_00, "2024-10-01", "usaid"),
		money(api.Disbursement, 4_000_000_00, "2024-10-03", "acted"), money(api.Refund, 100_00, "2024-10-09", "usaid"), money(api.Decommitment, 100_00, "2024-10-10", "usaid")}}
	file := iatiOf(t, w, whole,
		storedPledge(func(p *api.Pledge) {
			p.ID, p.Donor, p.Status, p.CancelledOn, p.Appeal, p.Earmarking = "01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b11", "acted", api.StatusCancelled, "2024-09-30", "", ""
			p.Allocations = []api.Allocation{{Region: "HT01", Sector: "CASH", Amount: usd(5_000_000_00)}}
		}),
		storedPledge(func(p *api.Pledge) {
			p.ID, p.Stage, p.Reference, p.Recipient = "01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b12", api.Announced, "", ""
		}))
	golden(t, "pledges.iati.xml", file)
	valid(t, file)
	for _, want := range []string{`<transaction-type code="12"/>`, `<transaction-type code="2"/>`, `<transaction-type code="3"/>`, `<transaction-type code="1"/>`, `>-100.00</value>`,
		`vocabulary="10" code="6" percentage="80.00"`, `vocabulary="10" code="11" percentage="20.00"`, `vocabulary="99" code="UNALLOCATED" percentage="80.00"`,
		`vocabulary="1-2" code="CE-2024-000036-HTI"`, `vocabulary="2-1" code="HHTI24"`, `<default-aid-type code="G" vocabulary="3"/>`, `<location ref="HT01">`,
		`<related-activity ref="konbit:acted-01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b0f" type="1"/>`, `<recipient-country code="HT"/>`, `<recipient-region code="998"`} {
		if !strings.Contains(string(file), want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestAnEmptyIATIFileIsWellFormed(t *testing.T) {
	if err := xml.Unmarshal(iatiOf(t, around()), new(struct{})); err != nil {
		t.Error(err)
	}
}

// parsed is what is read back of an activity.
type parsed struct {
	Activities []struct {
		Title   string   `xml:"title>narrative"`
		Other   []string `xml:"other-identifier"`
		Sectors []struct {
			Vocabulary string  `xml:"vocabulary,attr"`
			Percentage float64 `xml:"percentage,attr"`
		} `xml:"sector"`
		Transactions []struct {
			Value struct {
				Amount   string `xml:",chardata"`
				Currency string `xml:"currency,attr"`
			} `xml:"value"`
		} `xml:"transaction"`
	} `xml:"iati-activity"`
}

func TestAnyPledgeIsValidIATI(t *testing.T) {
	var files [][]byte
	rapid.Check(t, func(t *rapid.T) {
		p := anyPledge(t)
		p.Amount.Minor = max(p.Amount.Minor, 1_000_000)
		for i := range p.Allocations {
			p.Allocations[i].Amount.Minor = p.Amount.Minor / int64(len(p.Allocations)+rapid.IntRange(0, 1).Draw(t, "left"))
		}
		w := around()
		file := iatiOf(silent{}, w, p)
		var got parsed
		if err := xml.Unmarshal(file, &got); err != nil {
			t.Fatal(err)
		}
		a := got.Activities[0]
		if want := strings.Map(printable, p.Title); a.Title != want {
			t.Errorf("the title is %q, not %q", a.Title, want)
		}
		if v := a.Transactions[0].Value; v.Amount+" "+v.Currency != p.Amount.String() {
			t.Errorf("the amount is %+v, not %s", v, p.Amount)
		}
		sums := map[string]float64{}
		for _, s := range a.Sectors {
			sums[s.Vocabulary] += s.Percentage
		}
		for vocabulary, sum := range sums {
			if sum < 99.995 || sum > 100.005 {
				t.Errorf("vocabulary %s adds up to %v", vocabulary, sum)
			}
		}
		if len(files) < 5 {
			files = append(files, file)
		}
	})
	for _, file := range files {
		valid(t, file)
	}
}

// printable is what XML can hold.
func printable(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return '\uFFFD'
	}
	return r
}

// silent is a test that cannot fail where nothing can go wrong.
type silent struct{ testing.TB }

func (silent) Helper() {}
