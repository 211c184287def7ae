package api

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

func faults(err error) string {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return ""
	}
	var all []string
	for _, f := range e.Fields {
		all = append(all, f.Pointer+" "+f.Code)
	}
	return strings.Join(all, ", ")
}

func TestDecodeIsStrict(t *testing.T) {
	for name, c := range map[string]struct {
		body, faults string
		code         Code
	}{
		"an unknown member":            {`{"code":"a","colour":1}`, "/colour unknown_member", CodeMalformed},
		"a member twice":               {`{"code":"a","code":"b"}`, "/code duplicate_member", CodeMalformed},
		"a member twice, nested":       {`{"requirements":[{"amount":{"amount":"1","amount":"2","currency":"USD"}}]}`, "/requirements/0/amount/amount duplicate_member", CodeMalformed},
		"a misspelt member":            {`{"startsOn":"2024-01-01"}`, "/startsOn unknown_member", CodeMalformed},
		"a number for a text":          {`{"code":1}`, "/code wrong_type", CodeInvalid},
		"a float amount":               {`{"requirements":[{"amount":1.5}]}`, "/requirements/0/amount wrong_type", CodeInvalid},
		"too many digits":              {`{"requirements":[{"amount":{"amount":"1.005","currency":"USD"}}]}`, "/requirements/0/amount/amount too_many_digits", CodeInvalid},
		"an unknown currency":          {`{"requirements":[{"amount":{"amount":"1","currency":"XXX1"}}]}`, "/requirements/0/amount/currency unknown_currency", CodeInvalid},
		"a fraction of people":         {`{"requirements":[{"people_targeted":1.5}]}`, "/requirements/0/people_targeted wrong_type", CodeInvalid},
		"a list for an object":         {`{"requirements":{}}`, "/requirements wrong_type", CodeInvalid},
		"null in a list":               {`{"requirements":[null]}`, "/requirements/0 wrong_type", CodeInvalid},
		"null for everything":          {`null`, " wrong_type", CodeInvalid},
		"a NUL":                        {`{"code":"a\u0000b"}`, "/code bad_text", CodeInvalid},
		"trailing bytes":               {`{"code":"a"} {}`, "", CodeMalformed},
		"a trailing brace":             {`{"code":"a"}}`, "", CodeMalformed},
		"no JSON":                      {`code=a`, "", CodeMalformed},
		"nothing":                      {``, "", CodeMalformed},
		"invalid UTF-8":                {"{\"code\":\"\xff\"}", "", CodeMalformed},
		"nesting":                      {strings.Repeat("[", 100000), "", CodeMalformed},
		"a pointer with special marks": {`{"a/b~c":1}`, "/a~1b~0c unknown_member", CodeMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			// Without defaults an appeal lacks most fields: only what the case names is compared.
			var in struct {
				Code         string        `json:"code"`
				StartsOn     Date          `json:"starts_on"`
				Requirements []Requirement `json:"requirements"`
			}
			err := Decode([]byte(c.body), &in)
			if CodeOf(err) != c.code || faults(err) != c.faults {
				t.Errorf("%s: %s", CodeOf(err), faults(err))
			}
		})
	}
}

func TestDecodeReportsEveryFieldAtOnce(t *testing.T) {
	var in PledgeInput
	err := Decode([]byte(`{"crisis":7,"title":"","amount":{"amount":"1.005","currency":"USD"},"colour":"red","pledged_on":"yesterday"}`), &in)
	got := faults(err)
	for _, want := range []string{"/crisis wrong_type", "/amount/amount too_many_digits", "/colour unknown_member", "/title required", "/pledged_on bad_date", "/sources required"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in: %s", want, got)
		}
	}
	if strings.Contains(got, "/amount required") {
		t.Errorf("an amount that is there is called missing: %s", got)
	}
}

func TestMergePatch(t *testing.T) {
	in := OrganizationInput{Code: "wfp", Name: "WFP", Acronym: "WFP", Type: "united_nations", Country: "ITA"}
	if err := Patch(`{"name":"World Food Programme","country":null}`).Apply(&in); err != nil {
		t.Fatal(err)
	}
	if in.Name != "World Food Programme" || in.Country != "" || in.Acronym != "WFP" {
		t.Errorf("%+v", in)
	}
	for body, want := range map[string]string{`{"version":2}`: "/version unknown_member", `{"name":7}`: "/name wrong_type", `[]`: "", `{"name":"a","name":"b"}`: "/name duplicate_member"} {
		before := in
		if err := Patch(body).Apply(&in); err == nil || faults(err) != want {
			t.Errorf("%s: %v", body, err)
		}
		in = before
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"crisis":"hti-2024","amount":{"amount":"1.00","currency":"USD"}}`)
	f.Add(`{"allocations":[{"region":"HT","amount":{}}],"sources":[{}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		var in PledgeInput
		if err := Decode([]byte(body), &in); err != nil {
			if c := CodeOf(err); c != CodeMalformed && c != CodeInvalid {
				t.Fatalf("%s: %v", c, err)
			}
			return
		}
		again, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		var back PledgeInput
		if err := Decode(again, &back); err != nil {
			t.Fatalf("%s was read and written as %s, which is refused: %v", body, again, err)
		}
	})
}
