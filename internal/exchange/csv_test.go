package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/konbit-aid/konbit/api"
)

// written is what a file says, read back as rows under the names of the columns.
func written[T any](t *testing.T, records ...T) []map[string]string {
	t.Helper()
	var b bytes.Buffer
	out, ok := CSVOf[T](&b)
	if !ok {
		t.Fatalf("%T has no table", *new(T))
	}
	for _, r := range records {
		if err := out.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(b.String(), "\r\n"); lines != strings.Count(b.String(), "\n") || lines == 0 {
		t.Errorf("lines do not end in CRLF: %q", b.String())
	}
	all, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func holds(t *testing.T, row, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got, ok := row[name]; !ok || got != value {
			t.Errorf("%s is %q (%v), want %q", name, got, ok, value)
		}
	}
}

func TestEveryListHasATable(t *testing.T) {
	written[api.Region](t)
	written[api.Sector](t)
	written[api.CurrencyInfo](t)
	written[api.ExchangeRate](t)
	written[api.Organization](t)
	written[api.Crisis](t)
	written[api.Appeal](t)
	written[api.Assessment](t)
	written[api.Need](t)
	written[api.Pledge](t)
	written[api.Transaction](t)
	written[api.CoverageRow](t)
	written[api.Explanation](t)
	if _, ok := CSVOf[int](&bytes.Buffer{}); ok {
		t.Error("numbers have a table")
	}
}

func TestTextsThatASpreadsheetWouldRunAreDisarmed(t *testing.T) {
	for name, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@cmd": "'@cmd", "\tx": "'\tx", "WFP": "WFP", "a=b": "a=b", "": "", "Aid, \"now\"\nand then": "Aid, \"now\"\nand then",
	} {
		row := written(t, api.Organization{OrganizationInput: api.OrganizationInput{Code: "x", Name: name}})[0]
		holds(t, row, map[string]string{"name": want})
	}
}

func TestAmountsAreWrittenAsEverywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minor, digits := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-2000, 2000)).Draw(t, "minor"), rapid.IntRange(0, 4).Draw(t, "digits")
		if got, want := string(appendMinor([]byte("x"), minor, digits)), "x"+api.FormatMinor(minor, digits); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	})
}

func TestARegionKeepsItsNumbersAsNumbers(t *testing.T) {
	population, year := int64(5_010_206), 2019
	r := api.Region{Name: "Ouest", RegionInput: api.RegionInput{Pcode: "HT01", Names: api.Names{FR: "Ouest"}, Level: 1, Parent: "HT", ISO3: "HTI",
		Population: &population, PopulationYear: &year, Centroid: &api.Point{Lon: -72.19678, Lat: 18.51053}},
		Meta: api.Meta{Version: 3, CreatedAt: time.Date(2024, 9, 5, 14, 3, 12, 480_000_000, time.UTC)}}
	holds(t, written(t, r)[0], map[string]string{"pcode": "HT01", "name": "Ouest", "name_fr": "Ouest", "name_en": "", "level": "1", "population": "5010206",
		"population_year": "2019", "lon": "-72.19678", "lat": "18.51053", "version": "3", "created_at": "2024-09-05T14:03:12.48Z", "updated_at": ""})
}

func TestUnknownIsEmptyAndFewPeopleAreHidden(t *testing.T) {
	few, zero := api.Suppressed, api.People(0)
	n := api.Need{NeedInput: api.NeedInput{Region: "HT", InNeed: &few, Reached: &zero, Required: &api.Money{Minor: 1250, Currency: "USD"}}}
	holds(t, written(t, n)[0], map[string]string{"in_need": "<10", "affected": "", "reached": "0", "severity": "", "required": "12.50", "required_currency": "USD", "required_usd": ""})
}

func TestAnAppealHasOneRowARequirement(t *testing.T) {
	people := int64(3_600_000)
	a := api.Appeal{AppealInput: api.AppealInput{Code: "HHTI24", Requirements: []api.Requirement{
		{Region: "HT", Sector: "ALL", PeopleTargeted: &people}, {Region: "HT", Sector: "WSH", Amount: &api.Money{Minor: 84_300_000_00, Currency: "USD"}}}}}
	rows := written(t, a, api.Appeal{AppealInput: api.AppealInput{Code: "EMPTY"}})
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	holds(t, rows[0], map[string]string{"code": "HHTI24", "sector": "ALL", "amount": "", "currency": "", "people_targeted": "3600000"})
	holds(t, rows[1], map[string]string{"code": "HHTI24", "sector": "WSH", "amount": "84300000.00", "currency": "USD", "people_targeted": ""})
	holds(t, rows[2], map[string]string{"code": "EMPTY", "region": "", "sector": ""})
}

func TestAPledgeIsOneRow(t *testing.T) {
	usd, fresh := api.Cents(100_00), true
	p := api.Pledge{PledgeInput: api.PledgeInput{Title: "Aid", Amount: api.Money{Minor: 15_000, Currency: "JPY"}, AmountUSD: &usd, NewMoney: &fresh,
		Rate: &api.Rate{Rate: "150", Date: "2024-09-01", Source: "OCHA FTS"}, PledgedOn: "2024-09-05",
		Allocations: []api.Allocation{{Region: "HT01", Sector: "FSC", Amount: api.Money{Minor: 100, Currency: "JPY"}}, {Region: "HT02", Sector: "WSH", Amount: api.Money{Minor: 50, Currency: "JPY"}}},
		Destination: &api.Destination{Regions: []string{"HT", "DO"}},
		Sources:     []api.Source{{Publisher: "OCHA", Title: "Plan", PublishedOn: "2024-02-27", URL: "https://example.org/"}}},
		Status: api.StatusPledged, Committed: api.Money{Currency: "JPY"}}
	holds(t, written(t, p)[0], map[string]string{"amount": "15000", "currency": "JPY", "amount_usd": "100.00", "rate": "150", "new_money": "true",
		"allocations": "HT01:FSC:100;HT02:WSH:50", "destination_regions": "HT;DO", "destination_sectors": "", "sources": "OCHA, Plan, 2024-02-27, https://example.org/",
		"committed": "0", "status": "pledged"})
}

func TestACoverageRowIsInDollars(t *testing.T) {
	required, pct := api.Cents(100_00), api.Percent(442)
	r := api.CoverageRow{Region: api.RegionRef{Pcode: "HT", Name: "Haiti"}, Sector: "WSH", Money: api.CoverageMoney{Required: &required, Committed: 44_20, FundedPct: &pct}}
	holds(t, written(t, r)[0], map[string]string{"region": "HT", "region_name": "Haiti", "required": "100.00", "committed": "44.20", "pledged": "0.00", "gap": "", "funded_pct": "44.2", "basis": ""})
}

func TestAListThatBreaksOffIsAnError(t *testing.T) {
	broken := errors.New("the database is gone")
	var records iter.Seq2[api.Sector, error] = func(yield func(api.Sector, error) bool) {
		if yield(api.Sectors[0], nil) {
			yield(api.Sector{}, broken)
		}
	}
	if err := WriteCSV(&bytes.Buffer{}, SectorColumns, records); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if err := NewCSV(full{}, SectorColumns).Flush(); err == nil {
		t.Error("a writer that takes nothing is no error")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }
