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

// SetPostings rewrites the postings of a pledge.
func (tx *Tx) SetPostings(p api.Pledge, postings []Posting, fresh bool) error {
	if !fresh {
		if err := tx.later(numbered(tx.d, "DELETE FROM postings WHERE pledge = ?"), p.ID); err != nil {
			return err
		}
	}
	rows := make([]postingRow, len(postings))
	for i, o := range postings {
		rows[i] = postingRow{Pledge: p.ID, Place: i, Crisis: p.Crisis, Appeal: opt(p.Appeal), PledgedOn: day(p.PledgedOn), OnDate: day(o.On),
			Bucket: string(o.Bucket), Region: opt(o.Region), Sector: opt(o.Sector), Announced: int64(o.Money.Announced),
			Pledged: int64(o.Money.Pledged), Committed: int64(o.Money.Committed), Disbursed: int64(o.Money.Disbursed)}
	}
	return insertAll(tx, rows)
}
