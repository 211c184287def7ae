package hapi

import (
	"slices"
	"sync"
)

// mark is a place in a list that a walk can go on from: where it is, and how
// many rows lie before it.
type mark struct {
	token string
	rows  int
}

// Bounds of what is remembered: so many lists, so many places in each.
const (
	maxLists = 256
	maxMarks = 64
)

// marks remember how far the pages of a list went, so that the next page starts
// there instead of at the first row: reading a list to its end costs as much as
// the list is long, and not its square. They hold places and no records. What is
// forgotten costs time and nothing else.
type marks struct {
	mu    sync.Mutex
	lists map[string][]mark
	order []string
}

func newMarks() *marks { return &marks{lists: map[string][]mark{}} }

// find returns the last place at or before a row.
func (m *marks) find(list string, row int) mark {
	m.mu.Lock()
	defer m.mu.Unlock()
	best := mark{}
	for _, one := range m.lists[list] {
		if one.rows <= row && one.rows >= best.rows {
			best = one
		}
	}
	return best
}

func (m *marks) put(list string, one mark) {
	m.mu.Lock()
	defer m.mu.Unlock()
	have, known := m.lists[list]
	if !known {
		if len(m.order) == maxLists {
			delete(m.lists, m.order[0])
			m.order = slices.Clone(m.order[1:])
		}
		m.order = append(m.order, list)
	}
	if slices.Contains(have, one) {
		return
	}
	if have = append(have, one); len(have) > maxMarks {
		have = slices.Clone(have[1:])
	}
	m.lists[list] = have
}
