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
			continue
		}
		at[key] = len(changes)
		changes = append(changes, e)
	}
	var all []store.Citing
	for _, e := range changes {
		is, err := citingOf(e, e.After)
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

func citingOf(e store.Entry, state []byte) (store.Citing, error) {
	var c citing
	if err := json.Unmarshal(state, &c); err != nil {
		return store.Citing{}, api.Internal(err)
	}
	title := cmp.Or(c.Title, c.Activity, strings.Join(strings.Fields(strings.Join([]string{c.Type, c.Sector, c.Date, c.Region}, " ")), " "))
	path := "/v1/" + e.Resource + "/" + url.PathEscape(e.Record)
	if c.Pledge != "" {
		path = "/v1/pledges/" + c.Pledge + "/" + e.Resource + "/" + e.Record
	}
	return store.Citing{Resource: e.Resource, Record: e.Record, Title: title, Path: path, Organization: c.owner(),
		Guard: cmp.Or(c.Sensitivity, api.Public), Published: chronicles[e.Resource].published(c.envelope), Sources: c.Sources}, nil
}
