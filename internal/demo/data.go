package demo

import (
	"embed"
	"fmt"

	"github.com/konbit-aid/konbit/api"
)

// The records are the API's own inputs, one a line. docs/demo.md says where each comes from.
//
//go:embed data/*.json
var files embed.FS

// promise is a pledge with what happened to it. A transaction that cites no
// source rests on those of its pledge.
type promise struct {
	Pledge       api.PledgeInput        `json:"pledge"`
	Transactions []api.TransactionInput `json:"transactions"`
}

// dataset is everything that the demo records, in the order in which it can be recorded.
type dataset struct {
	Regions       []api.RegionInput
	Organizations []api.OrganizationInput
	Crises        []api.CrisisInput
	Appeals       []api.AppealInput
	Assessments   []api.AssessmentInput
	Promises      []promise
	Incidents     []api.IncidentInput
	Constraints   []api.AccessConstraintInput
	Presences     []api.PresenceInput
}

func read() (dataset, error) {
	var d dataset
	for _, f := range []struct {
		name string
		into func(body []byte) error
	}{
		{"regions.json", decode(&d.Regions)},
		{"organizations.json", decode(&d.Organizations)},
		{"crises.json", decode(&d.Crises)},
		{"appeals.json", decode(&d.Appeals)},
		{"assessments.json", decode(&d.Assessments)},
		{"pledges-fts-totals.json", decode(&d.Promises)},
		{"pledges-fts-2026.json", decode(&d.Promises)},
		{"pledges-example.json", decode(&d.Promises)},
		{"incidents.json", decode(&d.Incidents)},
		{"access-constraints.json", decode(&d.Constraints)},
		{"presence.json", decode(&d.Presences)},
	} {
		body, err := files.ReadFile("data/" + f.name)
		if err == nil {
			err = f.into(body)
		}
		if err != nil {
			return dataset{}, fmt.Errorf("demo data %s: %w", f.name, err)
		}
	}
	return d, nil
}

// decode appends the records of a file to list.
func decode[T any](list *[]T) func([]byte) error {
	return func(body []byte) error {
		var more []T
		if err := api.Decode(body, &more); err != nil {
			return err
		}
		*list = append(*list, more...)
		return nil
	}
}

// sourced gives the transactions that cite nothing the sources of their pledge.
func (p promise) sourced() []api.TransactionInput {
	list := make([]api.TransactionInput, len(p.Transactions))
	for i, t := range p.Transactions {
		if len(t.Sources) == 0 {
			t.Sources = p.Pledge.Sources
		}
		list[i] = t
	}
	return list
}

// newest is the latest day on which the demo says that money was promised or paid.
func (d dataset) newest() api.Date {
	var day api.Date
	for _, p := range d.Promises {
		day = max(day, p.Pledge.PledgedOn)
		for _, t := range p.Transactions {
			day = max(day, t.Date)
		}
	}
	return day
}
