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

// bookedRow is what a posting adds to coverage.
type bookedRow struct {
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

type postingRow struct {
	Pledge    string `gorm:"column:pledge"`
	Place     int    `gorm:"column:place"`
	bookedRow `gorm:"embedded"`
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
		booked := bookedRow{p.Crisis, opt(p.Appeal), day(p.PledgedOn), day(o.On), string(o.Bucket), opt(o.Region), opt(o.Sector),
			int64(o.Money.Announced), int64(o.Money.Pledged), int64(o.Money.Committed), int64(o.Money.Disbursed)}
		rows[i], deltas[i] = postingRow{p.ID, i, booked}, deltaRow{booked, 1}
	}
	if err := insertAll(tx, rows); err != nil {
		return err
	}
	return insertAll(tx, deltas)
}

// deltaRow is what postings add to the cells of coverage.
type deltaRow struct {
	bookedRow `gorm:"embedded"`
	Postings  int64 `gorm:"column:postings"`
}

// TableName is coverage_deltas.
func (deltaRow) TableName() string { return "coverage_deltas" }

const (
	deltaKey     = "crisis, appeal, pledged_on, on_date, bucket, region, sector"
	deltaColumns = deltaKey + ", " + cellSums
	takenAway    = deltaKey + ", -announced, -pledged, -committed, -disbursed, -1"
)
