package exchange

import (
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

// drain reads a file to its end. Whatever the bytes are, each row is a value, a
// fault or skipped, lines grow, and nothing panics.
func drain(t *testing.T, text string) {
	src, err := Open(strings.NewReader(text))
	if err != nil {
		if code := api.CodeOf(err); code != api.CodeMalformed && code != api.CodeInvalid {
			t.Errorf("%v", err)
		}
		return
	}
	line := 1
	check := func(l int, faults api.Fields) {
		if l <= line {
			t.Errorf("line %d after %d", l, line)
		}
		line = l
		for _, f := range faults {
			if f.Code == "" || f.Detail == "" {
				t.Errorf("%+v", f)
			}
		}
	}
	switch {
	case src.Regions != nil:
		for r := range src.Regions {
			check(r.Line, r.Faults)
		}
	case src.Needs != nil:
		for r := range src.Needs {
			check(r.Line, r.Faults)
		}
	case src.Flows != nil:
		for r := range src.Flows {
			check(r.Line, r.Faults)
		}
	case src.Plans != nil:
		for r := range src.Plans {
			check(r.Line, r.Faults)
		}
	case src.Rates != nil:
		for r := range src.Rates {
			check(r.Line, r.Faults)
		}
	case src.Presence != nil:
		for r := range src.Presence {
			check(r.Line, r.Faults)
		}
	case src.Boundaries != nil:
		line = 0 // it has no header
		for r := range src.Boundaries {
			check(r.Line, r.Faults)
		}
	case src.Incidents != nil:
		for r := range src.Incidents {
			check(r.Line, r.Faults)
		}
	case src.Food != nil:
		for r := range src.Food {
			check(r.Line, r.Faults)
		}
	default:
		t.Error("a file without rows of any kind")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add("date,rate,currency\n2024-01-31,1.5,EUR\n")
	f.Add("incident id,year,month,day,country code,total killed,total wounded,total kidnapped\n1,2024,2,30,HT,1,0,0\n")
	f.Add("date of analysis,country,area,validity period,from,to,phase,number\nSep 2025,HTI,A,current,2025-09-01,2026-02-28,3+,5\n")
	f.Add("sectors_en,org_name_en,org_type_en,adm1code,adm2code\nWASH,CRS,OTHER,HT01,HT0111\n")
	f.Add("\xef\xbb\xbfdate;rate;currency\r\n#date;#v;#c\r\n\"a;b\r\n")
	f.Add(`{"type":"FeatureCollection","features":[{"properties":{"ADM1_PCODE":"HT01"},"geometry":{"type":"Polygon","coordinates":[]}},{}]}`)
	f.Add(`{"crs":null,"features":[{"properties":{"pcode":1}`)
	f.Fuzz(drain)
}

// FuzzOwnRows reads rows of our own tables: whatever stands in them, the reader notes what is wrong and goes on.
func FuzzOwnRows(f *testing.F) {
	header := strings.Join(PledgeColumns.Header(), ",") + "," + strings.Join(NeedColumns.Header()[1:], ",n_")
	f.Add("amount,currency,allocations,further_sources\n1.5,USD,HT01:FSC:1;HT02,[{}]\n")
	f.Add("required,required_currency,in_need,severity\n1,XXX,<10,x\n")
	f.Add(header + "\n" + strings.Repeat("'=1,", 40) + "\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := openSheet(strings.NewReader(text))
		if err != nil {
			return
		}
		for {
			r, more := s.next()
			if !more || r.broken {
				return
			}
			PledgeColumns.read(&r)
			AssessmentColumns.read(&r)
			NeedColumns.read(&r)
			for _, fault := range r.faults {
				if fault.Code == "" || fault.Detail == "" {
					t.Errorf("%+v", fault)
				}
			}
		}
	})
}

// fuzzRows puts the input under a header, so that the fuzzer works on rows.
func fuzzRows(f *testing.F, header string, rows ...string) {
	for _, r := range rows {
		f.Add(r)
	}
	f.Fuzz(func(t *testing.T, text string) { drain(t, header+"\n"+text) })
}

func FuzzGlobalRegions(f *testing.F) {
	fuzzRows(f, "Location,Admin Level,P-Code,Name,Parent P-Code", "AFG,1,AF01,Kabul,AFG\n", "#country,#l,#c,#n,#p\nAFG,x,,\"a\n")
}

func FuzzRegions(f *testing.F) {
	fuzzRows(f, "level,pcode,iso3,parent_pcode,name_en,population_2019,lon,lat", "1,HT01,HTI,HT,West,5.5,-72.1,18.5\n", "9999999999999999999,HT,HTI,,x,1e9,1,\n")
}

func FuzzClusterNeeds(f *testing.F) {
	fuzzRows(f, "Country ISO3,Admin 1 PCode,Description,Cluster,Category,In Need,Targeted", "HTI,HT01,Final,ALL,IDP - Total,10.5,N/A\n", "HTI,,,,,,999999999999999999.5\n")
}

func FuzzSectorNeeds(f *testing.F) {
	fuzzRows(f, "Admin 1 PCode,Sector,Gender,Age Range,Disabled,Population Group,In Need", "ML01,PRO_CPM,f,0-17,a,IDP,5\n", "M,,,,,,\n")
}

func FuzzFlows(f *testing.F) {
	fuzzRows(f, "id,date,amountUSD,srcOrganization,destLocations,destGlobalClusters,flowType,status,originalAmount,originalCurrency,exchangeRate",
		"1,2026-01-01,100,Japan,\"HTI,DOM\",\"Food Security,Health\",Standard,paid,15000,JPY,150\n", ",,-1,,,\x00,Parked,,,,0\n")
}

func FuzzPlanClusters(f *testing.F) {
	fuzzRows(f, "countryCode,code,name,startDate,endDate,year,clusterCode,cluster,requirements,funding",
		"HTI,HHTI24,Plan,2024-01-01,2024-12-31,2024,6,Food Security,1,2\n", "HTI,,,,,,,Not specified,,\"\n")
}

func FuzzPlanTotals(f *testing.F) {
	fuzzRows(f, "countryCode,code,name,typeName,startDate,endDate,requirements,funding", "HTI,HHTI24,Plan,Flash appeal,2024-01-01,2024-12-31,1.05,2\n", "XXX,A,,,1,2,-3,\n")
}

func FuzzRates(f *testing.F) {
	fuzzRows(f, "date,rate,currency,country code", "2015-01-31,0.884564352056612,EUR,U2\n", "2015-01-31,0.0000000000000001,EUR,\n")
}

func FuzzPresence(f *testing.F) {
	fuzzRows(f, "SECTORS_en,ORG_NAME_en,ORG_ACRONYM_en,ORG_TYPE_en,adm1code,adm2code", "WASH,CRS,CRS,INTERNATIONAL NGO,HT01,HT0118\n", ",,,,,\n")
}

func FuzzIncidents(f *testing.F) {
	fuzzRows(f, "Incident ID,Year,Month,Day,Country Code,Region,City,Total killed,Total wounded,Total kidnapped,Details,Verified",
		"322,2004,9,14,HT,West,Tabarre,1,0,0,Shot.,Yes\n", "x,9999999999,99,-1,XX,,,1.5,,,\"\n")
}

func FuzzFood(f *testing.F) {
	fuzzRows(f, "Date of analysis,Country,Area,Validity period,From,To,Phase,Number", "Sep 2025,HTI,Nord,current,2025-09-01,2026-02-28,3+,5\n", "2025,,,projection,x,,9,-1\n")
}

func FuzzAreas(f *testing.F) {
	f.Add("area,pcode\nNord,HT03\nOuest,-\n")
	f.Add("pcode;area\n;\n")
	f.Fuzz(func(t *testing.T, text string) {
		areas, err := ReadAreas(strings.NewReader(text))
		if code := api.CodeOf(err); code != "" && code != api.CodeMalformed && code != api.CodeInvalid {
			t.Errorf("%v", err)
		}
		for area, pcode := range areas {
			if area == "" || pcode == "" {
				t.Errorf("%q is %q", area, pcode)
			}
		}
	})
}
