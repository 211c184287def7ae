package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

// maxFaults is how many faults of a file are told on the terminal.
const maxFaults = 50

// report tells what an import did: notes and faults to people, the summary to programs.
func (a *app) report(r api.ImportReport) error {
	for _, note := range r.Notes {
		a.say("%s", note)
	}
	for _, f := range r.Faults[:min(len(r.Faults), maxFaults)] {
		a.say("row %d, %s: %s", f.Row, f.Field, f.Reason)
	}
	if more := len(r.Faults) - maxFaults; more > 0 {
		a.say("… and %d more; --report FILE writes them all", more)
	}
	r.Faults, r.Notes = nil, nil
	return json.NewEncoder(a.stdout).Encode(r)
}

// writeFaults writes every fault to a CSV file.
func writeFaults(file string, faults []api.ImportFault) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := csv.NewWriter(f)
	rows := [][]string{{"row", "field", "code", "reason"}}
	for _, fault := range faults {
		rows = append(rows, []string{strconv.Itoa(fault.Row), fault.Field, fault.Code, fault.Reason})
	}
	return w.WriteAll(rows)
}
