package exchange

import (
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/konbit-aid/konbit/api"
)

func open(t testing.TB, text string) api.ImportSource {
	t.Helper()
	src, err := Open(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func all[T any](t testing.TB, rows iter.Seq[api.Row[T]]) []api.Row[T] {
	t.Helper()
	if rows == nil {
		t.Fatal("the file was taken for another kind")
	}
	var out []api.Row[T]
	for r := range rows {
		out = append(out, r)
	}
	return out
}

// good returns the values of rows that must be without fault.
func good[T any](t testing.TB, rows iter.Seq[api.Row[T]]) []T {
	t.Helper()
	var out []T
	for _, r := range all(t, rows) {
		if len(r.Faults) > 0 {
			t.Errorf("row %d: %v", r.Line, r.Faults)
		}
		if r.Skip == "" {
			out = append(out, r.Value)
		}
	}
	return out
}

func same[T any](t *testing.T, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func some(n int64) *api.People {
	p := api.People(n)
	return &p
}

func cents(n int64) *api.Cents {
	c := api.Cents(n)
	return &c
}

func TestAFileIsToldByItsHeader(t *testing.T) {
	for header, want := range map[string]api.ImportKind{
		"Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date":              api.ImportRegions,
		"pcode,level,iso3,parent_pcode,name_en":                                       api.ImportRegions,
		"\ufeffCountry ISO3,Description,Cluster,Category,Population,In Need":          api.ImportNeeds,
		" COUNTRY ISO3 ; cluster;Category;In Need":                                    api.ImportNeeds,
		"Admin 1 PCode\tSector\tGender\tAge Range\tIn Need":                           api.ImportNeeds,
		"id,date,amountUSD,srcOrganization,destLocations,flowType,status":             api.ImportFlows,
		"countryCode,code,startDate,endDate,clusterCode,cluster,requirements,funding": api.ImportFlows,
		"countryCode,code,typeName,startDate,endDate,requirements,funding":            api.ImportFlows,
		"Currency,Date,Rate": api.ImportExchangeRates,
		"SECTORS_en,ORG_NAME_en,ORG_TYPE_en,adm1code,adm2code":                                  api.ImportPresence,
		"Incident ID,Year,Month,Day,Country Code,Total killed,Total wounded,Total kidnapped":    api.ImportIncidents,
		"Date of analysis,Country,Level 1,Area,Validity period,From,To,Phase,Number,Percentage": api.ImportFoodSecurity,
	} {
		t.Run(header, func(t *testing.T) {
			if src := open(t, header+"\r\n"); src.Kind != want {
				t.Errorf("it is taken for %s (%s), not %s", src.Kind, src.Layout, want)
			}
		})
	}
}

func TestAFileThatCannotBeReadIsRefusedWithAdvice(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		code api.Code
		says string
	}{
		"nothing at all":       {"", api.CodeMalformed, "empty"},
		"a broken workbook":    {"PK\x03\x04xxxx", api.CodeMalformed, "cut off"},
		"an old workbook":      {"\xd0\xcf\x11\xe0xxxx", api.CodeMalformed, ".xlsx"},
		"a PDF":                {"%PDF-1.7", api.CodeMalformed, "PDF"},
		"other XML":            {"<html></html>", api.CodeInvalid, "html"},
		"other JSON":           {`{"a":1}`, api.CodeInvalid, "members a"},
		"a column twice":       {"date,Date,rate,currency\n", api.CodeMalformed, "twice"},
		"an unknown layout":    {"a,b,c\n1,2,3\n", api.CodeInvalid, "amountusd"},
		"a quote left open":    {"\"a,b\n", api.CodeMalformed, "header"},
		"only a mark of order": {"\xef\xbb\xbf", api.CodeMalformed, "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(strings.NewReader(c.text))
			if api.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestRowsThatAreNotInOrderAreTold(t *testing.T) {
	header := "date,rate,currency,country\n"
	for name, c := range map[string]struct {
		row  string
		code string
	}{
		"too few cells":         {"2024-01-31,1.5\n", "field_count"},
		"too many cells":        {"2024-01-31,1.5,EUR,France,more\n", "field_count"},
		"text that is no UTF-8": {"2024-01-31,1.5,EUR,é\xff\n", "bad_text"},
		"a NUL":                 {"2024-01-31,1.5,EUR,a\x00b\n", "bad_text"},
		"a quote left open":     {"2024-01-31,1.5,EUR,\"France\n", "bad_csv"},
		"a rate of zero":        {"2024-01-31,0,EUR,France\n", "bad_rate"},
		"a rate below zero":     {"2024-01-31,-1,EUR,France\n", "bad_rate"},
		"one comma":             {"2024-01-31,\"1,234\",EUR,France\n", "bad_number"},
		"a percentage":          {"2024-01-31,15%,EUR,France\n", "bad_number"},
		"a number cut short":    {"2024-01-31,1.2E+06,EUR,France\n", "bad_number"},
		"a day of two meanings": {"03/01/2024,1.5,EUR,France\n", "bad_date"},
		"no day":                {"31/31/2024,1.5,EUR,France\n", "bad_date"},
		"no rate":               {"2024-01-31,N/A,EUR,France\n", "required"},
	} {
		t.Run(name, func(t *testing.T) {
			rows := all(t, open(t, header+c.row).Rates)
			if len(rows) != 1 || len(rows[0].Faults) != 1 || rows[0].Faults[0].Code != c.code || rows[0].Line != 2 {
				t.Errorf("%+v", rows)
			}
		})
	}
}

func TestLinesAreCountedAsAPersonCountsThem(t *testing.T) {
	rows := all(t, open(t, "date,rate,currency,country\r\n#date,#value,#currency,#country\r\n\r\n2024-01-31,1.5,EUR,\"a\nb\"\r\n,,,\r\n2024-02-29,x,EUR,c\r\n").Rates)
	var got []int
	for _, r := range rows {
		got = append(got, r.Line)
	}
	same(t, got, []int{2, 4, 6, 7}) // the reader passes over lines without anything
	if rows[0].Skip == "" || rows[1].Skip != "" || rows[2].Skip == "" || len(rows[3].Faults) == 0 {
		t.Errorf("%+v", rows)
	}
}

func TestATagRowIsOneWhereverItStands(t *testing.T) {
	rows := all(t, open(t, "#date,#value,#currency\ndate,rate,currency\n2024-01-31,1.5,EUR\n#date,#value+rate,\n#date,note,#currency+code\n").Rates)
	if len(rows) != 3 || rows[0].Value.Rate != "1.5" || rows[1].Skip == "" || rows[2].Skip == "" {
		t.Errorf("%+v", rows)
	}
}

func TestExchangeRates(t *testing.T) {
	rows := all(t, open(t, "Date,Rate,Currency,Frequency,Source,Country code,Country\n"+
		"2015-01-31,0.884564352056612,EUR,M,IMF,U2,Euro area\n2015-01-31,150.00,jpy,M,IMF,JP,Japan\n2015-01-31,1,USD,M,IMF,US,United States\n"+
		"2015-01-31,46.9,USD,M,IMF,HT,Haiti\n2015-01-31,6.8,HRD,M,IMF,HR,Croatia\n2015-01-31,1.79,,M,IMF,,Curacao\n").Rates)
	same(t, rows[0].Value, api.RateRow{Country: "U2", ExchangeRateInput: api.ExchangeRateInput{Currency: "EUR", Date: "2015-01-31", Rate: "0.884564352057", Source: "IMF"}})
	if len(rows[0].Notes) != 1 {
		t.Error("nothing is said of the digits that were cut")
	}
	same(t, rows[1].Value, api.RateRow{Country: "JP", ExchangeRateInput: api.ExchangeRateInput{Currency: "JPY", Date: "2015-01-31", Rate: "150", Source: "IMF"}})
	for _, r := range rows[2:] {
		if r.Skip == "" || len(r.Faults) > 0 {
			t.Errorf("row %d should be skipped: %+v", r.Line, r)
		}
	}
}
