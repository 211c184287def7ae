package store

import (
	"fmt"

	"github.com/konbit-aid/konbit/api"
)

// Eyes are what somebody sees of a kind of record: by sensitivity, and by place.
type Eyes struct {
	api.Sight
	Veil *Veil
}

// disclosed keeps the records that are seen: the reader's own, and others' by
// their sensitivity, unless one of their places is in a shielded area.
func disclosed(q *query, a string, seen Eyes, places ...string) {
	if !seen.All {
		q.add(fmt.Sprintf("%[1]s.organization = ? OR %[1]s.sensitivity IN ?", a), seen.Organization, some(seen.Done))
	}
	for _, place := range places {
		seen.Veil.keep(q, a+"."+place)
	}
}
