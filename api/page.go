package api

// Limits of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 1000
)

// Page selects a part of a list.
type Page struct {
	// Limit is how many records to answer with, 1 to 1000.
	Limit int `form:"limit" minimum:"1" maximum:"1000" default:"50"`
	// Cursor is where to go on: the one in the last answer's next.
	Cursor string `form:"cursor"`
	// Count asks for the total of all pages; it costs a scan.
	Count bool `form:"count"`
}

// Size returns the limit, or the default where none was given.
func (p Page) Size() int {
	if p.Limit == 0 {
		return DefaultLimit
	}
	return p.Limit
}

// List is one page of records.
type List[T any] struct {
	Data []T `json:"data"`
	// Next is the path of the next page; null on the last.
	Next Opt `json:"next"`
	// Total counts all pages together; only with count=true.
	Total *int64 `json:"total,omitempty"`
}
