package relief

import (
	"encoding/json"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// near tells whether the record is or was about one of the places that are asked for.
func (t *follower) near(e store.Sealed) bool {
	if t.blind || len(t.filter.Region) == 0 {
		return !t.blind
	}
	for _, state := range [][]byte{e.Before, e.After} {
		for _, pcode := range regionsIn(state) {
			if slices.ContainsFunc(t.places[pcode].Path, func(p string) bool { return slices.Contains(t.filter.Region, p) }) || slices.Contains(t.filter.Region, pcode) {
				return true
			}
		}
	}
	return false
}

// placed are the members that name regions.
type placed struct {
	Pcode        string        `json:"pcode"`
	Region       string        `json:"region"`
	Regions      []string      `json:"regions"`
	Movement     *api.Movement `json:"movement"`
	Destination  *placed       `json:"destination"`
	Allocations  []placed      `json:"allocations"`
	Allocation   *placed       `json:"allocation"`
	Requirements []placed      `json:"requirements"`
	Needs        []placed      `json:"needs"`
}

// regionsIn lists the regions that a state names, whichever resource it is of.
func regionsIn(state []byte) []string {
	if state == nil {
		return nil
	}
	var p placed
	_ = json.Unmarshal(state, &p) // the ledger's own bytes; what has no regions names none
	return p.all(nil)
}

func (p *placed) all(list []string) []string {
	if p == nil {
		return list
	}
	list = append(append(list, p.Pcode, p.Region), p.Regions...)
	if p.Movement != nil {
		list = append(list, p.Movement.From, p.Movement.To)
	}
	list = p.Allocation.all(p.Destination.all(list))
	for _, parts := range [][]placed{p.Allocations, p.Requirements, p.Needs} {
		for i := range parts {
			list = parts[i].all(list)
		}
	}
	return list
}
