package api

import "time"

// MaxPoints is how many points one series has at most.
const MaxPoints = 120

// Step is the time between two points of a series.
type Step string

// The steps of a series.
const (
	ByDay   Step = "day"
	ByWeek  Step = "week"
	ByMonth Step = "month" // the same day of each month, or its last one where it is shorter
)

// Steps lists every step.
var Steps = []Step{ByDay, ByWeek, ByMonth}

// SeriesFilter says which part of a crisis to follow, and through which time.
type SeriesFilter struct {
	// Crisis is required.
	Crisis string `form:"crisis"`
	// Region is the place to look at; the whole crisis if left out.
	Region string `form:"region"`
	// Sector narrows the money to some sectors.
	Sector []SectorCode `form:"sector"`
	// Appeal counts only what names this appeal, against its requirements.
	Appeal string `form:"appeal"`
	// From is the day of the first point; the first day of the crisis if left out.
	From Date `form:"from"`
	// To is the last day that may have a point; today if left out.
	To Date `form:"to"`
	// Step is the time between two points; month if left out.
	Step Step `form:"step" default:"month"`
	// KnownAt answers with what this service knew at a moment; with what it knows now if left out.
	KnownAt Moment `form:"known_at"`
}

// SeriesPoint is the totals of coverage on one day.
type SeriesPoint struct {
	AsOf Date `json:"as_of" example:"2024-09-01"`
	// People is the intersectoral (ALL) figure of the place looked at.
	People CoveragePeople `json:"people"`
	Money  CoverageMoney  `json:"money"`
}

// Series is how the totals of coverage went, for plots.
type Series struct {
	Crisis   string   `json:"crisis" example:"hti-2024"`
	Region   Opt      `json:"region" example:"HT"`
	From     Date     `json:"from" example:"2024-03-01"`
	To       Date     `json:"to" example:"2024-09-10"`
	Step     Step     `json:"step" example:"month"`
	Currency Currency `json:"currency" example:"USD"`
	// KnownAt is the moment asked for, where one was.
	KnownAt Moment        `json:"known_at,omitempty" example:"2024-09-05T14:03:12Z"`
	Data    []SeriesPoint `json:"data"`
}

// After returns the day of the point n steps after a day.
func (s Step) After(from Date, n int) Date {
	switch s {
	case ByDay:
		return from.AddDays(n)
	case ByWeek:
		return from.AddDays(7 * n)
	}
	t := from.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}
