package store

import (
	"fmt"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

type regionRow struct {
	Pcode          string   `gorm:"column:pcode;primaryKey"`
	Level          int      `gorm:"column:level"`
	Parent         opt      `gorm:"column:parent"`
	ISO3           string   `gorm:"column:iso3"`
	ISO31662       opt      `gorm:"column:iso_3166_2"`
	NameEN         opt      `gorm:"column:name_en"`
	NameFR         opt      `gorm:"column:name_fr"`
	NameHT         opt      `gorm:"column:name_ht"`
	NameES         opt      `gorm:"column:name_es"`
	Population     *int64   `gorm:"column:population"`
	PopulationYear *int     `gorm:"column:population_year"`
	Lon            *float64 `gorm:"column:lon"`
	Lat            *float64 `gorm:"column:lat"`
	L0             opt      `gorm:"column:l0"`
	L1             opt      `gorm:"column:l1"`
	L2             opt      `gorm:"column:l2"`
	L3             opt      `gorm:"column:l3"`
	L4             opt      `gorm:"column:l4"`
	Search         string   `gorm:"column:search"`
	Stamp          `gorm:"embedded"`
}

// TableName is regions.
func (regionRow) TableName() string { return "regions" }

// Place is a region with its ancestors, itself included, from level 0 down.
type Place struct {
	api.Region
	Path []string
}

func regionToRow(p Place) regionRow {
	r := p.Region
	row := regionRow{Pcode: r.Pcode, Level: r.Level, Parent: opt(r.Parent), ISO3: r.ISO3, ISO31662: opt(r.ISO31662),
		NameEN: opt(r.Names.EN), NameFR: opt(r.Names.FR), NameHT: opt(r.Names.HT), NameES: opt(r.Names.ES),
		Population: r.Population, PopulationYear: r.PopulationYear,
		Search: fold(r.Pcode, string(r.Names.EN), string(r.Names.FR), string(r.Names.HT), string(r.Names.ES)),
		Stamp:  stampOf(r.Meta)}
	if c := r.Centroid; c != nil {
		row.Lon, row.Lat = &c.Lon, &c.Lat
	}
	for i, at := range []*opt{&row.L0, &row.L1, &row.L2, &row.L3, &row.L4} {
		if i < len(p.Path) {
			*at = opt(p.Path[i])
		}
	}
	return row
}

func (row regionRow) api() api.Region {
	r := api.Region{RegionInput: api.RegionInput{Pcode: row.Pcode, Level: row.Level, Parent: api.Opt(row.Parent),
		ISO3: row.ISO3, ISO31662: api.Opt(row.ISO31662), Population: row.Population, PopulationYear: row.PopulationYear,
		Names: api.Names{EN: api.Opt(row.NameEN), FR: api.Opt(row.NameFR), HT: api.Opt(row.NameHT), ES: api.Opt(row.NameES)}},
		Meta: row.meta()}
	if row.Lon != nil && row.Lat != nil {
		r.Centroid = &api.Point{Lon: *row.Lon, Lat: *row.Lat}
	}
	r.Name = r.Names.In("en")
	return r
}

func (row regionRow) place() Place {
	p := Place{Region: row.api()}
	for _, l := range []opt{row.L0, row.L1, row.L2, row.L3, row.L4}[:row.Level+1] {
		p.Path = append(p.Path, string(l))
	}
	return p
}

// Place reads a region with its ancestors.
func (tx *Tx) Place(pcode string) (Place, bool, error) {
	row, found, err := take[regionRow](tx, "regions", "pcode = ?", pcode)
	if !found {
		return Place{}, false, err
	}
	return row.place(), true, nil
}

// Places reads several regions with their ancestors; unknown ones are left out.
func (tx *Tx) Places(pcodes []string) (map[string]Place, error) {
	places := map[string]Place{}
	for len(pcodes) > 0 {
		n := min(len(pcodes), 5000)
		rows, err := scan[regionRow](tx, "SELECT * FROM regions WHERE pcode IN ?", pcodes[:n])
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			places[row.Pcode] = row.place()
		}
		pcodes = pcodes[n:]
	}
	return places, nil
}

// AllPlaces reads every region.
func (tx *Tx) AllPlaces() (map[string]Place, error) {
	rows, err := scan[regionRow](tx, "SELECT * FROM regions")
	if err != nil {
		return nil, err
	}
	places := make(map[string]Place, len(rows))
	for _, row := range rows {
		places[row.Pcode] = row.place()
	}
	return places, nil
}

// AddPlaces writes new regions.
func (tx *Tx) AddPlaces(places ...Place) error {
	tx.forget()
	return insertAll(tx, convert(places, regionToRow))
}

// ReplacePlace overwrites a region of the version before.
func (tx *Tx) ReplacePlace(p Place, before int64) error {
	tx.forget()
	return replace(tx, regionToRow(p), before)
}

var regionList = listing{name: "regions", from: "regions", cols: "*", key: "pcode",
	sorts: both(map[string]order{}, "pcode", "pcode")}

// Regions lists regions.
func (tx *Tx) Regions(f api.RegionFilter) (api.List[api.Region], error) {
	var q query
	if err := tx.within(&q, "pcode", f.Region); err != nil {
		return api.List[api.Region]{}, err
	}
	in(&q, "pcode", f.RegionExact)
	in(&q, "parent", f.Parent)
	in(&q, "level", f.Level)
	in(&q, "iso3", f.ISO3)
	q.matches("search", f.Q)
	page0, sort := f.Page, f.Sort
	f.Page = api.Page{}
	rows, next, total, err := page(tx, regionList, q, page0, sort, f, func(r regionRow, _ string) []any { return []any{r.Pcode} })
	return api.List[api.Region]{Data: convert(rows, regionRow.api), Next: api.Opt(next), Total: total}, err
}

// within demands that a column names one of the regions or a descendant. An
// unknown region is [api.CodeMalformed].
func (tx *Tx) within(q *query, column string, pcodes []string) error {
	if len(pcodes) == 0 {
		return nil
	}
	condition, args, err := tx.below(pcodes)
	if err != nil {
		return err
	}
	q.add(column+" IN (SELECT pcode FROM regions WHERE "+condition+")", args...)
	return nil
}

// below is the condition on the table regions for these regions and their descendants.
func (tx *Tx) below(pcodes []string) (string, []any, error) {
	places, err := tx.Places(pcodes)
	if err != nil {
		return "", nil, err
	}
	var fields api.Fields
	var parts []string
	var args []any
	for _, p := range pcodes {
		place, ok := places[p]
		if !ok {
			fields.Add("region", "unknown_region", "There is no region %q; GET /v1/regions lists them.", p)
			continue
		}
		parts = append(parts, fmt.Sprintf("l%d = ?", place.Level))
		args = append(args, p)
	}
	if len(fields) > 0 {
		return "", nil, &api.Error{Code: api.CodeMalformed, Detail: "The filter names a region that does not exist.", Fields: fields}
	}
	return strings.Join(parts, " OR "), args, nil
}
