package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
)

// maxFaults is how many faults of a file are shown on the terminal.
const maxFaults = 20

// report tells what an import did: notes and faults to people, the summary to programs.
func (a *app) report(r api.ImportReport) error {
	for _, note := range r.Notes {
		a.say("%s", shownText(note))
	}
	if len(r.Faults) > 0 {
		if err := a.showFaults(r.Faults[:min(len(r.Faults), maxFaults)]); err != nil {
			return err
		}
	}
	if more := len(r.Faults) - maxFaults; more > 0 {
		a.say("… and %d more; --report FILE writes them all", more)
	}
	r.Faults, r.Notes = nil, nil
	return json.NewEncoder(a.stdout).Encode(r)
}

// showFaults writes faults as a table.
func (a *app) showFaults(faults []api.ImportFault) error {
	table := tabwriter.NewWriter(a.stderr, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "row\tcolumn\tvalue\twhat is wrong")
	for _, f := range faults {
		reason := f.Reason
		if f.Hint != "" {
			reason += " Nearest: " + string(f.Hint) + "."
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\n", f.Row, shownText(f.Field), shownText(string(f.Value)), shownText(reason))
	}
	return table.Flush()
}

// shownText is a text of a file without what a terminal would obey.
func shownText(text string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, text)
}

// writeFaults writes every fault to a CSV file.
func writeFaults(file string, faults []api.ImportFault) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := exchange.NewCSV(f, exchange.ImportFaultColumns)
	for _, fault := range faults {
		if err := w.Write(fault); err != nil {
			return err
		}
	}
	return w.Flush()
}
