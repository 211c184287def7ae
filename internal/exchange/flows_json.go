package exchange

import (
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// ftsFlow is a flow as the API of OCHA's Financial Tracking Service answers it,
// as far as it is read.
type ftsFlow struct {
	ID               string      `json:"id"`
	AmountUSD        json.Number `json:"amountUSD"`
	OriginalAmount   json.Number `json:"originalAmount"`
	OriginalCurrency string      `json:"originalCurrency"`
	ExchangeRate     json.Number `json:"exchangeRate"`
	Date             string      `json:"date"`
	DecisionDate     string      `json:"decisionDate"`
	FirstReported    string      `json:"firstReportedDate"`
	CreatedAt        string      `json:"createdAt"`
	UpdatedAt        string      `json:"updatedAt"`
	Description      string      `json:"description"`
	Keywords         []string    `json:"keywords"`
	RefCode          string      `json:"refCode"`
	NewMoney         *bool       `json:"newMoney"`
	ContributionType string      `json:"contributionType"`
	FlowType         string      `json:"flowType"`
	Status           string      `json:"status"`
	Boundary         string      `json:"boundary"`
	Source           []ftsObject `json:"sourceObjects"`
	Destination      []ftsObject `json:"destinationObjects"`
}

// ftsObject is one side of a flow.
type ftsObject struct {
	Type              string   `json:"type"`
	Name              string   `json:"name"`
	Code              any      `json:"code"`
	OrganizationTypes []string `json:"organizationTypes"`
}

// readFlowsJSON reads the answers of FTS by way of the columns of its exports,
// so that both mean the same.
func readFlowsJSON(j *jsonRecords, src *api.ImportSource) {
	src.Flows = iter.Seq[api.Row[api.Flow]](func(yield func(api.Row[api.Flow]) bool) {
		j.each(func(n int, raw json.RawMessage, err error) bool {
			var f ftsFlow
			if err == nil {
				err = json.Unmarshal(raw, &f)
				if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
					row := api.Row[api.Flow]{Line: n}
					row.Faults.Add(wrong.Field, "wrong_type", "A %s does not belong here.", wrong.Value)
					return yield(row)
				}
			}
			if err != nil {
				row := api.Row[api.Flow]{Line: n}
				row.Faults.Add("", "bad_json", "This flow is not readable (%s); the flows after it were not read.", plainJSON(err))
				yield(row)
				return false
			}
			r := f.record(n)
			value := readFlow(r)
			return yield(api.Row[api.Flow]{Line: n, Value: value, Faults: r.faults, Skip: r.skip, About: r.about, Notes: r.notes, Cells: r.faulty()})
		})
	})
}

// record puts a flow into the columns of FTS's exports.
func (f ftsFlow) record(n int) *record {
	columns := map[string]string{
		"id": f.ID, "amountusd": f.AmountUSD.String(), "originalamount": f.OriginalAmount.String(), "originalcurrency": f.OriginalCurrency,
		"exchangerate": f.ExchangeRate.String(), "date": f.Date, "decisiondate": f.DecisionDate, "firstreporteddate": f.FirstReported,
		"createdat": f.CreatedAt, "updatedat": f.UpdatedAt, "description": f.Description, "keywords": strings.Join(f.Keywords, ","),
		"refcode": f.RefCode, "contributiontype": f.ContributionType, "flowtype": f.FlowType, "status": f.Status, "boundary": f.Boundary,
	}
	if f.NewMoney != nil && !*f.NewMoney {
		columns["newmoney"] = "false"
	}
	side(columns, "src", f.Source)
	side(columns, "dest", f.Destination)
	r := &record{sheet: &sheet{at: map[string]int{}}, line: n}
	if columns["destplan"] != "" && columns["destplancode"] == "" {
		r.note("FTS's answers name plans without their codes: the flows are recorded without an appeal")
	}
	for name, value := range columns {
		r.at[name] = len(r.cells)
		r.cells = append(r.cells, value)
	}
	return r
}

func side(columns map[string]string, prefix string, objects []ftsObject) {
	named := map[string][]string{}
	for _, o := range objects {
		name := o.Name
		if o.Type == "Location" {
			name = locationCode(name)
		}
		named[o.Type] = append(named[o.Type], name)
		if o.Type == "Organization" && len(o.OrganizationTypes) > 0 && columns[prefix+"organizationtypes"] == "" {
			columns[prefix+"organizationtypes"] = o.OrganizationTypes[0]
		}
		if code, ok := o.Code.(string); ok && o.Type == "Plan" {
			columns[prefix+"plancode"] = code
		}
	}
	columns[prefix+"organization"] = strings.Join(named["Organization"], ", ")
	columns[prefix+"locations"] = strings.Join(named["Location"], ",")
	columns[prefix+"globalclusters"] = strings.Join(named["GlobalCluster"], ",")
	columns[prefix+"plan"] = strings.Join(named["Plan"], ", ")
	if years := named["UsageYear"]; len(years) > 0 {
		columns[prefix+"usageyearstart"], columns[prefix+"usageyearend"] = slices.Min(years), slices.Max(years)
	}
}
