package store

import "github.com/konbit-aid/konbit/api"

// Bucket says where in a coverage answer an amount stands.
type Bucket string

// The buckets.
const (
	Allocated   Bucket = "rows"        // given to a region and sector
	Unallocated Bucket = "unallocated" // not given to any
	Shared      Bucket = "shared"      // meant for several, without a split
	Beyond      Bucket = "beyond"      // shared with places outside the crisis
)

// Posting is what a pledge adds to coverage from a day on.
type Posting struct {
	On     api.Date
	Bucket Bucket
	Region string // "" where it is known for the whole crisis only
	Sector api.SectorCode
	Money  Amounts
}

// Amounts are the four figures of pledged money, in US dollars.
type Amounts struct {
	Announced, Pledged, Committed, Disbursed api.Cents
}

// Minus subtracts figure by figure.
func (a Amounts) Minus(b Amounts) Amounts {
	return Amounts{a.Announced - b.Announced, a.Pledged - b.Pledged, a.Committed - b.Committed, a.Disbursed - b.Disbursed}
}

// Plus adds figure by figure.
func (a Amounts) Plus(b Amounts) Amounts {
	return Amounts{a.Announced + b.Announced, a.Pledged + b.Pledged, a.Committed + b.Committed, a.Disbursed + b.Disbursed}
}

type postingRow struct {
	Pledge    string `gorm:"column:pledge"`
	Place     int    `gorm:"column:place"`
	Crisis    string `gorm:"column:crisis"`
	Appeal    opt    `gorm:"column:appeal"`
	PledgedOn day    `gorm:"column:pledged_on"`
	OnDate    day    `gorm:"column:on_date"`
	Bucket    string `gorm:"column:bucket"`
	Region    opt    `gorm:"column:region"`
	Sector    opt    `gorm:"column:sector"`
	Announced int64  `gorm:"column:announced"`
	Pledged   int64  `gorm:"column:pledged"`
	Committed int64  `gorm:"column:committed"`
	Disbursed int64  `gorm:"column:disbursed"`
}

// TableName is postings.
func (postingRow) TableName() string { return "postings" }

// SetPostings rewrites the postings of a pledge, and notes for the cells of coverage what that adds and takes away.
func (tx *Tx) SetPostings(p api.Pledge, postings []Posting, fresh bool) error {
	if !fresh {
		for _, sql := range []string{"INSERT INTO coverage_deltas (" + deltaColumns + ") SELECT " + takenAway + " FROM postings WHERE pledge = ?",
			"DELETE FROM postings WHERE pledge = ?"} {
			if err := tx.later(numbered(tx.d, sql), p.ID); err != nil {
				return err
			}
		}
	}
	rows, deltas := make([]postingRow, len(postings)), make([]deltaRow, len(postings))
	for i, o := range postings {
		rows[i] = postingRow{Pledge: p.ID, Place: i, Crisis: p.Crisis, Appeal: opt(p.Appeal), PledgedOn: day(p.PledgedOn), OnDate: day(o.On),
			Bucket: string(o.Bucket), Region: opt(o.Region), Sector: opt(o.Sector), Announced: int64(o.Money.Announced),
			Pledged: int64(o.Money.Pledged), Committed: int64(o.Money.Committed), Disbursed: int64(o.Money.Disbursed)}
		deltas[i] = rows[i].delta()
	}
	if err := insertAll(tx, rows); err != nil {
		return err
	}
	return insertAll(tx, deltas)
}

// deltaRow is what a posting adds to the cells of coverage.
type deltaRow struct {
	Crisis    string `gorm:"column:crisis"`
	Appeal    opt    `gorm:"column:appeal"`
	PledgedOn day    `gorm:"column:pledged_on"`
	OnDate    day    `gorm:"column:on_date"`
	Bucket    string `gorm:"column:bucket"`
	Region    opt    `gorm:"column:region"`
	Sector    opt    `gorm:"column:sector"`
	Announced int64  `gorm:"column:announced"`
	Pledged   int64  `gorm:"column:pledged"`
	Committed int64  `gorm:"column:committed"`
	Disbursed int64  `gorm:"column:disbursed"`
	Postings  int64  `gorm:"column:postings"`
}

// TableName is coverage_deltas.
func (deltaRow) TableName() string { return "coverage_deltas" }

func (r postingRow) delta() deltaRow {
	return deltaRow{r.Crisis, r.Appeal, r.PledgedOn, r.OnDate, r.Bucket, r.Region, r.Sector, r.Announced, r.Pledged, r.Committed, r.Disbursed, 1}
}

const (
	deltaColumns = "crisis, appeal, pledged_on, on_date, bucket, region, sector, announced, pledged, committed, disbursed, postings"
	takenAway    = "crisis, appeal, pledged_on, on_date, bucket, region, sector, -announced, -pledged, -committed, -disbursed, -1"
)
