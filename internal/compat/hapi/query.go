package hapi

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// The limits of a page.
const (
	maxLimit     = 10000
	limitForZero = 1000 // what HAPI takes a limit of 0 for
)

// query is what the address asks for.
type query struct {
	values        map[string]string
	limit, offset int
	start, end    time.Time
	faults        faults
	// wrong is what HAPI refuses with 400 and one sentence.
	wrong string
}

// newQuery reads the parameters of an endpoint. Others are ignored, and of one
// that is repeated the last counts, as in HAPI.
func newQuery(values url.Values, e *endpoint) *query {
	q := &query{values: map[string]string{}, limit: maxLimit}
	for _, p := range e.parameters() {
		given, there := values[p.name]
		if !there {
			continue
		}
		q.values[p.name] = given[len(given)-1]
		q.check(p, q.values[p.name])
	}
	if len(q.faults) == 0 {
		q.days()
		q.levels()
	}
	return q
}

// parameters are all that the endpoint takes.
func (e *endpoint) parameters() []param {
	if e.walkless() || e.dated() {
		return more(e.params, dates, paging)
	}
	return more(e.params, paging)
}

func (e *endpoint) walkless() bool { return e.walk == nil }

// dated tells whether the rows have a reference period to select by.
func (e *endpoint) dated() bool {
	return !strings.HasPrefix(e.path, "metadata/") && slices.ContainsFunc(e.fields, func(f field) bool { return f.name == "reference_period_start" })
}

func (q *query) check(p param, value string) {
	switch {
	case len(p.enum) > 0:
		q.faults.among(p.name, value, p.enum)
	case p.kind == whole:
		q.whole(p.name, value)
	case p.kind == number:
		if _, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err != nil {
			q.faults.add(p.name, "decimal_parsing", "Input should be a valid decimal", value, nil)
		}
	case p.kind == flag:
		if _, ok := boolean(value); !ok {
			q.faults.add(p.name, "bool_parsing", "Input should be a valid boolean, unable to interpret input", value, nil)
		}
	case p.kind == moment:
		if _, err := instant(value); err != nil {
			q.faults.add(p.name, "datetime_from_date_parsing", "Input should be a valid datetime or date", value, nil)
		}
	default:
		q.faults.atMost(p.name, value, p.most)
	}
}

func (q *query) whole(name, value string) {
	n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
	switch {
	case err != nil:
		q.faults.add(name, "int_parsing", "Input should be a valid integer, unable to parse string as an integer", value, nil)
	case (name == "limit" || name == "offset") && n < 0:
		q.faults.add(name, "greater_than_equal", "Input should be greater than or equal to 0", value, gin.H{"ge": 0})
	case name == "limit" && n > maxLimit:
		q.faults.add(name, "less_than_equal", "Input should be less than or equal to 10000", value, gin.H{"le": maxLimit})
	case name == "limit" && n == 0:
		q.limit = limitForZero
	case name == "limit":
		q.limit = int(n)
	case name == "offset":
		q.offset = int(n)
	}
}

// boolean reads what pydantic takes for one.
func boolean(value string) (yes, ok bool) {
	switch strings.ToLower(value) {
	case "1", "true", "t", "yes", "y", "on":
		return true, true
	case "0", "false", "f", "no", "n", "off":
		return false, true
	}
	return false, false
}

func (q *query) days() {
	for name, into := range map[string]*time.Time{"start_date": &q.start, "end_date": &q.end} {
		value := q.values[name]
		if value == "" {
			continue
		}
		from, to, ok := span(value)
		if !ok {
			q.wrong = "Invalid " + name + " format. Use YYYY, YYYY-MM, YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS"
		}
		if *into = from; name == "end_date" {
			*into = to
		}
	}
}

var digits = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2})?)?)?$`)

// span is the time that a date names, from its first moment to the first after it.
func span(text string) (from, to time.Time, ok bool) {
	if !digits.MatchString(text) {
		return from, to, false
	}
	layout := "2006-01-02T15:04:05"[:len(text)]
	from, err := time.Parse(layout, text)
	if err != nil || from.Year() == 0 {
		return from, to, false
	}
	switch len(text) {
	case 4:
		return from, from.AddDate(1, 0, 0), true
	case 7:
		return from, from.AddDate(0, 1, 0), true
	case 10:
		return from, from.AddDate(0, 0, 1), true
	}
	return from, from, true
}

func instant(text string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is no date", text)
}

// levels refuses names of places below the level asked for.
func (q *query) levels() {
	for _, pair := range [][2]string{{"1", "provider_admin2_name"}, {"0", "provider_admin2_name"}, {"0", "provider_admin1_name"}} {
		if q.wrong == "" && q.values["admin_level"] == pair[0] && q.values[pair[1]] != "" {
			q.wrong = "Cannot specify " + pair[1] + " and admin level " + pair[0] + " filter"
		}
	}
}

// refused answers for a query that HAPI would not take.
func (q *query) refused(c *gin.Context) bool {
	switch {
	case len(q.faults) > 0:
		_ = q.faults.write(c)
	case q.wrong != "":
		c.JSON(http.StatusBadRequest, gin.H{"error": q.wrong})
	default:
		return false
	}
	return true
}
