package store

import (
	"fmt"

	"github.com/konbit-aid/konbit/api"
)

type shieldRow struct {
	Region       string `gorm:"column:region;primaryKey"`
	Level        int    `gorm:"column:level"`
	Parent       string `gorm:"column:parent"`
	Shielded     bool   `gorm:"column:shielded"`
	Organization string `gorm:"column:organization"`
	Reason       string `gorm:"column:reason"`
	Stamp        `gorm:"embedded"`
}

// TableName is shields.
func (shieldRow) TableName() string { return "shields" }

func shieldToRow(s api.Shield, p Place) shieldRow {
	return shieldRow{Region: s.Region, Level: p.Level, Parent: string(p.Parent), Shielded: s.Shielded, Organization: s.Organization,
		Reason: s.Reason, Stamp: stampOf(s.Meta)}
}

func (row shieldRow) api() api.Shield {
	return api.Shield{Region: row.Region, Shielded: row.Shielded, Organization: row.Organization, Reason: row.Reason, Meta: row.meta()}
}

// ShieldOf reads whether a region was ever shielded, and how it stands now.
func (tx *Tx) ShieldOf(region string) (api.Shield, bool, error) {
	row, found, err := takeLocked[shieldRow](tx, "shields", "region = ?", region)
	return row.api(), found, err
}

// AddShield writes the first shield of a region.
func (tx *Tx) AddShield(s api.Shield, p Place) error { return insert(tx, shieldToRow(s, p)) }

// ReplaceShield overwrites a shield of the version before.
func (tx *Tx) ReplaceShield(s api.Shield, p Place, before int64) error {
	return replace(tx, shieldToRow(s, p), before)
}

var shieldList = listing{name: "shields", from: "shields", cols: "*", key: "region",
	sorts: both(map[string]order{}, "region", "region")}

// Shields lists shields; by default those that hold.
func (tx *Tx) Shields(f api.ShieldFilter) (api.List[api.Shield], error) {
	var q query
	if err := tx.within(&q, "region", f.Region); err != nil {
		return api.List[api.Shield]{}, err
	}
	q.add("shielded = ?", f.Shielded == nil || *f.Shielded)
	p, sort := f.Page, f.Sort
	f.Page = api.Page{}
	if sort == "" {
		sort = "region"
	}
	rows, next, total, err := page(tx, shieldList, q, p, sort, f, func(r shieldRow, _ string) []any { return []any{r.Region} })
	return api.List[api.Shield]{Data: convert(rows, shieldRow.api), Next: api.Opt(next), Total: total}, err
}

// Veil is what hides shielded areas from a reader: for every region in one, the
// region above the area, which is shown in its stead. Its zero value hides nothing.
type Veil struct {
	areas []shieldRow
	shown map[string]string
}

// Veil reads the areas that are shielded now.
func (tx *Tx) Veil() (Veil, error) {
	areas, err := scan[shieldRow](tx, "SELECT * FROM shields WHERE shielded ORDER BY level")
	return Veil{areas: areas}, err
}

// Empty tells whether nothing is hidden.
func (v *Veil) Empty() bool { return len(v.areas) == 0 }

// Lift reads what the areas hold, so that [Veil.Shown] can tell.
func (tx *Tx) Lift(v *Veil) error {
	if v.shown != nil {
		return nil
	}
	v.shown = map[string]string{}
	for _, a := range v.areas { // the widest first
		inside, err := scan[string](tx, fmt.Sprintf("SELECT pcode FROM regions WHERE l%d = ?", a.Level), a.Region)
		if err != nil {
			return err
		}
		for _, p := range inside {
			if _, wider := v.shown[p]; !wider {
				v.shown[p] = a.Parent
			}
		}
	}
	return nil
}

// Shown returns the region under which the reader sees another one: itself where
// it is not hidden, "" where nothing above it is shown.
func (v *Veil) Shown(region string) string {
	if above, hidden := v.shown[region]; hidden {
		return above
	}
	return region
}

// Hides tells whether a region is in a shielded area.
func (v *Veil) Hides(region string) bool {
	_, hidden := v.shown[region]
	return hidden
}

// keep demands that a column names no region of a shielded area.
func (v *Veil) keep(q *query, column string) {
	if v == nil {
		return
	}
	for _, a := range v.areas {
		q.add(fmt.Sprintf("%[1]s IS NULL OR %[1]s NOT IN (SELECT pcode FROM regions WHERE l%[2]d = ?)", column, a.Level), a.Region)
	}
}
