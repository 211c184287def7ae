package api

import "time"

// Moment is a point in time as RFC 3339 writes it, "2024-09-05T14:03:12Z": "" where none is given.
type Moment string

// MomentOf writes a time as a moment in UTC.
func MomentOf(t time.Time) Moment { return Moment(t.UTC().Format(time.RFC3339Nano)) }

// Time returns the moment in UTC; ok is false for a text that is not one.
func (m Moment) Time() (t time.Time, ok bool) {
	t, err := time.Parse(time.RFC3339, string(m))
	return t.UTC(), err == nil
}

// Moment checks a point in time of the form 2024-09-05T14:03:12Z.
func (f *Fields) Moment(pointer string, m Moment) {
	if _, ok := m.Time(); !ok {
		f.Add(pointer, "bad_time", "%q is not a moment; write it like 2024-09-05T14:03:12Z. In an address the plus sign of an offset is %%2B.", string(m))
	}
}

// RecordFilter asks for one record as it was known.
type RecordFilter struct {
	// KnownAt answers with the record as this service knew it at a moment; as it is now if left out.
	KnownAt Moment `form:"known_at"`
}

// PledgeRecordFilter asks for one pledge as it stood, or as it was known.
type PledgeRecordFilter struct {
	// AsOf answers with stage, status and amounts as they stood on a day by the pledge's own dates.
	AsOf Date `form:"as_of"`
	// KnownAt answers with the pledge as this service knew it at a moment; as it is now if left out.
	KnownAt Moment `form:"known_at"`
}
