package store

import "fmt"

// pathRow is of a region what says where it lies.
type pathRow struct {
	Pcode string `gorm:"column:pcode"`
	L0    opt    `gorm:"column:l0"`
	L1    opt    `gorm:"column:l1"`
	L2    opt    `gorm:"column:l2"`
	L3    opt    `gorm:"column:l3"`
	L4    opt    `gorm:"column:l4"`
}

const selectPaths = "SELECT pcode, l0, l1, l2, l3, l4 FROM regions"

func (r pathRow) place() Place {
	p := Place{Path: make([]string, 0, 5)}
	p.Pcode = r.Pcode
	for _, l := range []opt{r.L0, r.L1, r.L2, r.L3, r.L4} {
		if l != "" {
			p.Path = append(p.Path, string(l))
		}
	}
	p.Level = len(p.Path) - 1
	return p
}

// Paths reads where several regions lie: their level and ancestors, and nothing else of them. Unknown ones are left out.
func (tx *Tx) Paths(pcodes []string) (map[string]Place, error) {
	places := map[string]Place{}
	pcodes = tx.unseenPlaces(pcodes, places)
	if len(pcodes) == 0 {
		return places, nil
	}
	err := tx.askAll([]ask{tx.ask(eachRow(func(r pathRow) { places[r.Pcode] = r.place() }), selectPaths+" WHERE "+fmt.Sprintf(tx.d.anyOf, "pcode"), tx.array(pcodes))})
	return places, err
}

// unseenPlaces takes from what was foreseen and returns what is still to be asked for.
func (tx *Tx) unseenPlaces(pcodes []string, places map[string]Place) (left []string) {
	if tx.seen == nil {
		return pcodes
	}
	for _, c := range pcodes {
		p, asked := tx.seen.places[c]
		switch {
		case !asked:
			left = append(left, c)
		case p != nil:
			places[c] = *p
		}
	}
	return left
}
