package httpapi

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/konbit-aid/konbit/api"
)

func readInto(t *testing.T, raw string, filter any) api.Fields {
	t.Helper()
	q, err := parseQuery(raw)
	if err != nil {
		return api.Fields{{Code: string(api.CodeOf(err))}}
	}
	q.decode(filter)
	return q.faults
}

func TestQueryReadsEveryKindOfParameter(t *testing.T) {
	var got api.PledgeFilter
	faults := readInto(t, "donor=usaid&donor=canada&sector=WSH&status=committed&new_money=true&region=HT0111-01&currency=HTG"+
		"&pledged_on_from=2024-01-01&amount_usd_from=1000000.5&q=eau+potable&sort=-pledged_on&limit=7&cursor=abc&count=true", &got)
	yes, cents := true, api.Cents(100000050)
	want := api.PledgeFilter{
		Page: api.Page{Limit: 7, Cursor: "abc", Count: true}, Donor: []string{"usaid", "canada"}, Sector: []api.SectorCode{"WSH"},
		Status: []api.PledgeStatus{"committed"}, NewMoney: &yes, Region: []string{"HT0111-01"}, Currency: []api.Currency{"HTG"},
		PledgedOnFrom: "2024-01-01", AmountUSDFrom: &cents, Q: "eau potable", Sort: "-pledged_on",
	}
	if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
		t.Errorf("%v\n%s", faults, diff)
	}
	var needs api.NeedFilter
	if faults := readInto(t, "severity_from=3&in_need_to=9000000000&competing=true&group=IDP&sex=f", &needs); len(faults) > 0 {
		t.Error(faults)
	}
	if *needs.SeverityFrom != 3 || *needs.InNeedTo != 9000000000 || !needs.Competing {
		t.Errorf("%+v", needs)
	}
	var regions api.RegionFilter
	if faults := readInto(t, "level=0&level=2&iso3=XKX", &regions); len(faults) > 0 || !cmp.Equal(regions.Level, []int{0, 2}) {
		t.Errorf("%+v %v", regions, faults)
	}
}

func TestQueryNamesWhatIsWrong(t *testing.T) {
	for _, tc := range []struct{ name, raw, pointer, code string }{
		{"an unknown parameter", "colour=red", "colour", "unknown_parameter"},
		{"an upper-case parameter", "Donor=usaid", "Donor", "unknown_parameter"},
		{"one value twice", "q=a&q=b", "q", "repeated"},
		{"a limit that is no number", "limit=ten", "limit", "bad_number"},
		{"a limit written oddly", "limit=%2B5", "limit", "bad_number"},
		{"a limit of nothing", "limit=0", "limit", "out_of_range"},
		{"a limit over the largest", "limit=1001", "limit", "out_of_range"},
		{"a number over int64", "limit=9223372036854775808", "limit", "bad_number"},
		{"no value", "donor=", "donor", "empty"},
		{"a truth that is neither", "count=1", "count", "unknown_value"},
		{"a day that does not exist", "pledged_on_to=2024-02-30", "pledged_on_to", "bad_date"},
		{"an unknown sector", "sector=XYZ", "sector", "unknown_value"},
		{"an unknown status", "status=gone", "status", "unknown_value"},
		{"an unknown currency", "currency=ABC", "currency", "unknown_currency"},
		{"an unknown order", "sort=donor", "sort", "unknown_value"},
		{"a letter that is no earmarking", "earmarking=M", "earmarking", "unknown_value"},
		{"what no p-code looks like", "region=%24%24", "region", "bad_code"},
		{"an id where a p-code looks like one", "parent=HT01", "parent", "bad_id"},
		{"what no code looks like", "donor=US%20AID", "donor", "bad_code"},
		{"too many digits", "amount_usd_from=1.005", "amount_usd_from", "bad_amount"},
		{"an amount over int64", "amount_usd_from=99999999999999999999", "amount_usd_from", "bad_amount"},
		{"a range the wrong way round", "pledged_on_from=2024-02-01&pledged_on_to=2024-01-01", "pledged_on_to", "range_out_of_order"},
		{"amounts the wrong way round", "amount_usd_from=2&amount_usd_to=1.99", "amount_usd_to", "range_out_of_order"},
		{"a NUL", "q=a%00b", "q", "bad_text"},
		{"invalid UTF-8", "q=%ff", "q", "bad_text"},
		{"a long text", "q=" + strings.Repeat("a", 301), "q", "too_long"},
		{"a parameter a hundred and one times", strings.Repeat("donor=usaid&", 101), "donor", "too_many"},
		{"a broken escape", "q=%zz", "", "malformed"},
		{"a semicolon", "q=a;donor=b", "", "malformed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			faults := readInto(t, tc.raw, &api.PledgeFilter{})
			if len(faults) != 1 || faults[0].Pointer != tc.pointer || faults[0].Code != tc.code {
				t.Errorf("%q: %+v", tc.raw, faults)
			}
		})
	}
	t.Run("all at once", func(t *testing.T) {
		if faults := readInto(t, "colour=red&limit=x&sector=XYZ&status=gone", &api.PledgeFilter{}); len(faults) != 4 {
			t.Errorf("%+v", faults)
		}
	})
	t.Run("by the form of what the filter names", func(t *testing.T) {
		for raw, filter := range map[string]any{"code=OCHA": &api.OrganizationFilter{}, "code=Hti": &api.CrisisFilter{}, "glide=%27": &api.CrisisFilter{},
			"parent=01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10": &api.RegionFilter{}} {
			if faults := readInto(t, raw, filter); len(faults) != 1 || faults[0].Code != "bad_code" {
				t.Errorf("%s: %+v", raw, faults)
			}
		}
	})
	t.Run("an address that takes none", func(t *testing.T) {
		if faults := readInto(t, "limit=1", nil); len(faults) != 1 || faults[0].Code != "unknown_parameter" {
			t.Errorf("%+v", faults)
		}
	})
}

// TestQueryKnowsEveryFilter walks every filter of the vocabulary: none may have a field that the decoder cannot fill.
func TestQueryKnowsEveryFilter(t *testing.T) {
	for _, filter := range []any{&api.AppealFilter{}, &api.AssessmentFilter{}, &api.CoverageFilter{}, &api.CrisisFilter{},
		&api.CurrencyFilter{}, &api.ExchangeRateFilter{}, &api.ExplainFilter{}, &api.NeedFilter{}, &api.OrganizationFilter{},
		&api.PledgeFilter{}, &api.RegionFilter{}, &api.SectorFilter{}, &api.TransactionFilter{}} {
		if pageOf(filter).Limit != 0 {
			t.Errorf("%T: the page is not where it should be", filter)
		}
		known := map[string]bool{}
		q, err := parseQuery("x=y")
		if err != nil {
			t.Fatal(err)
		}
		q.decode(filter)
		for _, name := range strings.Fields(strings.NewReplacer(",", "", ".", "").Replace(q.faults[0].Detail[strings.Index(q.faults[0].Detail, "ones:")+5:])) {
			known[name] = true
			_ = readInto(t, name+"=1", filter)
			_ = readInto(t, name+"=x", filter)
		}
		if !known["limit"] || !known["cursor"] || !known["sort"] && !strings.Contains(q.faults[0].Detail, "crisis") {
			t.Errorf("%T knows only %v", filter, known)
		}
	}
}

func FuzzQuery(f *testing.F) {
	for _, s := range []string{"", "limit=5&count=true", "donor=a&donor=b", "q=%00", "sort=-id", "new_money=false&amount_usd_from=1.5",
		"pledged_on_from=2024-01-01&pledged_on_to=2023-01-01", "cursor=%ff&limit=-1", "=&=", "sector=WSH&sector=", "x;y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, filter := range []any{&api.PledgeFilter{}, &api.NeedFilter{}, &api.RegionFilter{}, &api.CoverageFilter{}} {
			q, err := parseQuery(raw)
			if err != nil {
				if _, std := url.ParseQuery(raw); std == nil {
					t.Fatal(err)
				}
				return
			}
			q.take("format", words(formatsOf[api.Pledge]()))
			q.decode(filter)
			if q.err() == nil {
				if n := pageOf(filter).Limit; n < 0 || n > api.MaxLimit {
					t.Fatalf("%q: limit %d", raw, n)
				}
			} else if api.CodeOf(q.err()) != api.CodeMalformed {
				t.Fatal(q.err())
			}
		}
	})
}
