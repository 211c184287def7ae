package hapi_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

func TestRefusalsAreInHAPIsForm(t *testing.T) {
	d := newDesk(t, "sqlite:"+t.TempDir()+"/konbit.db")
	const needs = "/compat/hapi/api/v2/affected-people/humanitarian-needs"
	for _, c := range []struct {
		name, address, header string
		status                int
		want                  string
	}{
		{"no identifier", needs, "", 403, `{"error":"Missing app identifier"}`},
		{"no base64", needs + "?app_identifier=%21%21", "", 403, `{"error":"Invalid app identifier"}`},
		{"a short application", needs, "YWJjOmFAYi5vcmc=", 403, `{"error":"Invalid app identifier"}`},
		{"two colons", needs, "dGVzdHM6YTpAYi5vcmc=", 403, `{"error":"Invalid app identifier"}`},
		{"no address", needs, "dGVzdHM6bm9ib2R5", 403, `{"error":"Invalid app identifier"}`},
		{"an identifier in the address", needs + "?app_identifier=" + url.QueryEscape(identifier), "", 200, `{"data":[]}`},
		{"a limit that is no number", needs + "?limit=ten", identifier, 422,
			`{"detail":[{"type":"int_parsing","loc":["query","limit"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"ten"}]}`},
		{"a limit that is too high", needs + "?limit=10001", identifier, 422,
			`{"detail":[{"type":"less_than_equal","loc":["query","limit"],"msg":"Input should be less than or equal to 10000","input":"10001","ctx":{"le":10000}}]}`},
		{"an offset below zero", needs + "?offset=-1", identifier, 422,
			`{"detail":[{"type":"greater_than_equal","loc":["query","offset"],"msg":"Input should be greater than or equal to 0","input":"-1","ctx":{"ge":0}}]}`},
		{"a format that there is not", needs + "?output_format=xml", identifier, 422,
			`{"detail":[{"type":"enum","loc":["query","output_format"],"msg":"Input should be 'csv' or 'json'","input":"xml","ctx":{"expected":"'csv' or 'json'"}}]}`},
		{"a date that is none", needs + "?start_date=2024-13", identifier, 400, `{"error":"Invalid start_date format. Use YYYY, YYYY-MM, YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS"}`},
		{"a name below the level", needs + "?admin_level=1&provider_admin2_name=x", identifier, 400, `{"error":"Cannot specify provider_admin2_name and admin level 1 filter"}`},
		{"a parameter that there is not", needs + "?colour=blue", identifier, 200, `{"data":[]}`},
		{"no email", "/compat/hapi/api/v2/encode_app_identifier?application=tests", "", 422, `{"detail":[{"type":"missing","loc":["query","email"],"msg":"Field required","input":null}]}`},
		{"an identifier made", "/compat/hapi/api/v2/encode_app_identifier?application=tests&email=somebody@example.org", "", 200, `{"encoded_app_identifier":"` + identifier + `"}`},
		{"the version", "/compat/hapi/api/v1/util/version", "", 200, `{"api_version":"0.9.14","hapi_sqlalchemy_schema_version":"0.9.14"}`},
		{"no such path", "/compat/hapi/api/v2/nothing", identifier, 404, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, c.address, nil)
			if c.header != "" {
				r.Header.Set("X-HDX-HAPI-APP-IDENTIFIER", c.header)
			}
			got := httptest.NewRecorder()
			d.http.ServeHTTP(got, r)
			if got.Code != c.status || c.want != "" && strings.TrimSpace(got.Body.String()) != c.want {
				t.Errorf("%d %s, want %d %s", got.Code, got.Body, c.status, c.want)
			}
		})
	}
}

func TestPagesOfRowsMakeTheWhole(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, where string) {
		d := newDesk(t, where)
		d.load("regions/hti_admin0_3.csv", api.ImportOptions{})
		d.load("needs/hpc_hno_2026_national.csv", api.ImportOptions{CreateCrisis: true, KeepGood: true})
		for _, of := range []string{"metadata/admin2", "affected-people/humanitarian-needs", "geography-infrastructure/baseline-population"} {
			all := d.rows(of, url.Values{})
			for _, limit := range []int{7, 40} {
				var paged rows
				for offset := 0; ; offset += limit {
					page := d.rows(of, url.Values{"limit": {strconv.Itoa(limit)}, "offset": {strconv.Itoa(offset)}})
					paged = append(paged, page...)
					if len(page) < limit {
						break
					}
				}
				if len(all) < 100 || !reflect.DeepEqual(all, paged) {
					t.Errorf("%s in pages of %d: %d rows, want the %d", of, limit, len(paged), len(all))
				}
			}
			if back := d.rows(of, url.Values{"limit": {"5"}, "offset": {"3"}}); !reflect.DeepEqual(back, all[3:8]) {
				t.Errorf("%s: a page before others is %v", of, back)
			}
		}
	})
}

func TestRowsAsCSVHaveTheFieldsInOrder(t *testing.T) {
	d := newDesk(t, "sqlite:"+t.TempDir()+"/konbit.db")
	d.load("needs/hpc_hno_2026_national.csv", api.ImportOptions{CreateCrisis: true, KeepGood: true})
	for _, c := range []struct{ version, want string }{
		{"v2", "location_code,location_name,admin1_code,admin1_name,admin2_code,admin2_name,admin_level,provider_admin1_name,provider_admin2_name,resource_hdx_id,category,sector_code,sector_name,population_status,population,reference_period_start,reference_period_end"},
		{"v1", "location_ref,location_code,location_name,admin1_ref,admin1_code,admin1_name,admin2_ref,admin2_code,admin2_name,provider_admin1_name,provider_admin2_name,resource_hdx_id,gender,age_range,min_age,max_age,disabled_marker,sector_code,sector_name,population_group,population_status,population,reference_period_start,reference_period_end"},
	} {
		got := d.get("/compat/hapi/api/" + c.version + "/affected-people/humanitarian-needs?output_format=csv&location_code=HTI&limit=2")
		all, err := csv.NewReader(strings.NewReader(got.Body.String())).ReadAll()
		if err != nil || len(all) != 3 || strings.Join(all[0], ",") != c.want || !strings.Contains(got.Body.String(), "\r\n") {
			t.Errorf("%s: %v %s", c.version, err, got.Body)
		}
		if h := got.Header(); h.Get("Content-Disposition") != "attachment; filename=results.csv" || h.Get("Content-Type") != "text/csv; charset=utf-8" {
			t.Errorf("%v", h)
		}
		// JSON has the same members in the same order.
		text := d.get("/compat/hapi/api/" + c.version + "/affected-people/humanitarian-needs?location_code=HTI&limit=1").Body.String()
		dec, names := json.NewDecoder(strings.NewReader(strings.TrimSuffix(strings.TrimPrefix(text, `{"data":[`), "]}"))), []string{}
		for i := 0; ; i++ {
			token, err := dec.Token()
			if err != nil || token == json.Delim('}') {
				break
			}
			if i%2 == 1 {
				names = append(names, token.(string))
			}
		}
		if strings.Join(names, ",") != c.want {
			t.Errorf("%s: the members are %v", c.version, names)
		}
	}
	if got := d.get("/compat/hapi/api/v2/climate/rainfall?output_format=csv"); got.Body.Len() != 0 || got.Header().Get("X-Konbit-Compat") != "empty" {
		t.Errorf("%s %v", got.Body, got.Header())
	}
}

func TestRowsAreSelectedAsInHAPI(t *testing.T) {
	d := newDesk(t, "sqlite:"+t.TempDir()+"/konbit.db")
	d.load("regions/hti_admin0_3.csv", api.ImportOptions{})
	d.load("needs/hpc_hno_2026_national.csv", api.ImportOptions{CreateCrisis: true, KeepGood: true})
	for _, c := range []struct {
		of, query string
		want      int
	}{
		{"metadata/admin1", "", 10}, {"metadata/admin1", "code=ht0%25", 9}, {"metadata/admin1", "code=HT0_", 9}, {"metadata/admin1", "code=HT0", 0},
		{"metadata/admin1", "name=NORTH", 3}, {"metadata/admin2", "admin1_code=ht01", 20}, {"metadata/admin2", "location_code=DOM", 0},
		{"metadata/sector", "code=pro", 5}, {"metadata/org-type", "", 18}, {"metadata/currency", "code=usd", 1}, {"metadata/location", "name=hait", 1},
		{"geography-infrastructure/baseline-population", "admin_level=1", 10}, {"geography-infrastructure/baseline-population", "population_min=1000000&admin_level=1", 3},
		{"geography-infrastructure/baseline-population", "population_max=12893402&admin_level=0", 0}, {"geography-infrastructure/baseline-population", "population_max=12893403&admin_level=0", 1},
		{"geography-infrastructure/baseline-population", "start_date=2020", 0}, {"geography-infrastructure/baseline-population", "start_date=2019-12-31&admin_level=0", 1},
		{"geography-infrastructure/baseline-population", "end_date=2018", 0}, {"geography-infrastructure/baseline-population", "end_date=2019-01&admin_level=0", 1},
		{"affected-people/humanitarian-needs", "location_code=hti&sector_code=pro&population_status=INN", 1}, {"affected-people/humanitarian-needs", "location_code=XXX", 0},
		{"metadata/data-availability", "location_code=HTI&subcategory=humanitarian-needs", 1}, {"metadata/data-availability", "location_code=HTI&category=geography%25&admin_level=1", 10},
	} {
		query, _ := url.ParseQuery(c.query)
		if got := d.rows(c.of, query); len(got) != c.want {
			t.Errorf("%s?%s has %d rows, want %d", c.of, c.query, len(got), c.want)
		}
	}
}
