package relief

import (
	"cmp"
	"encoding/json"
	"net/url"
	"reflect"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// citing is what of any record says what it cites, and who may see that.
type citing struct {
	envelope
	Title    string       `json:"title"`
	Activity string       `json:"activity"`
	Type     string       `json:"type"`
	Date     string       `json:"date"`
	Sector   string       `json:"sector"`
	Sources  []api.Source `json:"sources"`
}

// cite keeps the citations of the records that were changed. It stands in the one
// door, and goes by what the records look like: whatever has sources is cited.
func (w *work) cite(entries []store.Entry) error {
	var changes []store.Entry // one a record: from before the first change to after the last
	at := map[string]int{}
	for _, e := range entries {
		key := e.Resource + " " + e.Record
		if i, again := at[key]; again {
			changes[i].After = e.After
			delete(w.cites, e.Record)
			continue
		}
		at[key] = len(changes)
		changes = append(changes, e)
	}
	var all []store.Citing
	known := w.cites
	w.cites = nil
	for _, e := range changes {
		is, err := newCiting(e, known)
		if err != nil {
			return err
		}
		if is.Fresh = e.Before == nil; !is.Fresh {
			was, err := citingOf(e, e.Before)
			if err != nil {
				return err
			}
			if reflect.DeepEqual(is, was) {
				continue
			}
		}
		if len(is.Sources) > 0 || !is.Fresh {
			all = append(all, is)
		}
	}
	return w.Cite(w.at, all...)
}

// newCiting is what the state after a change cites: known of most new records, else read out of the entry.
func newCiting(e store.Entry, known map[string]citing) (store.Citing, error) {
	if c, ok := known[e.Record]; ok {
		return c.of(e), nil
	}
	return citingOf(e, e.After)
}

// citingIn is what [citingOf] would read out of a record's JSON, for the records that are made most.
func citingIn(record any) (citing, bool) {
	switch r := record.(type) {
	case api.Pledge:
		return citing{envelope: envelope{Donor: r.Donor, Status: string(r.Status), Version: r.Version}, Title: r.Title, Sources: r.Sources}, true
	case api.Assessment:
		return citing{envelope: envelope{Organization: r.Organization, Sensitivity: r.Sensitivity, Status: string(r.Status), WithdrawnOn: r.WithdrawnOn,
			Version: r.Version}, Title: r.Title, Sources: r.Sources}, true
	case api.Transaction:
		c := citing{envelope: envelope{ReportedBy: r.ReportedBy, Pledge: r.Pledge, Version: r.Version}, Type: string(r.Type), Date: string(r.Date), Sources: r.Sources}
		return c, true
	}
	return citing{}, false
}

func citingOf(e store.Entry, state []byte) (store.Citing, error) {
	var c citing
	if err := json.Unmarshal(state, &c); err != nil {
		return store.Citing{}, api.Internal(err)
	}
	return c.of(e), nil
}

func (c citing) of(e store.Entry) store.Citing {
	title := cmp.Or(c.Title, c.Activity, strings.Join(strings.Fields(strings.Join([]string{c.Type, c.Sector, c.Date, c.Region}, " ")), " "))
	path := "/v1/" + e.Resource + "/" + url.PathEscape(e.Record)
	if c.Pledge != "" {
		path = "/v1/pledges/" + c.Pledge + "/" + e.Resource + "/" + e.Record
	}
	return store.Citing{Resource: e.Resource, Record: e.Record, Title: title, Path: path, Organization: c.owner(),
		Guard: cmp.Or(c.Sensitivity, api.Public), Published: chronicles[e.Resource].published(c.envelope), Sources: c.Sources}
}
