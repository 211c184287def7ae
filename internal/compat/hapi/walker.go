package hapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sort"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/compat"
)

// maxWalk is how many rows one request may look at.
const maxWalk = 500_000

// walker goes through the rows of an endpoint, keeps those that are asked for
// and stops when the page is full.
type walker struct {
	*service
	ctx     context.Context
	caller  api.Caller
	base    string
	e       *endpoint
	version int
	q       *query
	today   api.Date

	conditions []func(row) bool
	seen       int // rows that match, from the first on
	looked     int
	page       []row
	// from is where to start instead of at the beginning, and here the last place
	// to go on from, with the rows that match before it.
	from string
	here mark
	// take is called with every row instead of keeping it, where it is not nil.
	take func(row) error

	regions map[string]api.Region
	orgs    map[string]api.Organization
	plans   map[string]flags
}

var (
	errFull = errors.New("the page is full")
	errFar  = errors.New("too many rows")
)

func (s *service) walker(c *gin.Context, caller api.Caller, e *endpoint, version int, q *query) *walker {
	w := &walker{service: s, ctx: c.Request.Context(), caller: caller, base: compat.Base(c), e: e, version: version, q: q,
		today: api.DateOf(s.Clock()), conditions: q.selects(e)}
	w.forget()
	return w
}

func (w *walker) forget() {
	w.regions, w.orgs = map[string]api.Region{}, map[string]api.Organization{}
}

// run collects the page.
func (w *walker) run() error {
	if w.e.walk == nil {
		return nil
	}
	key := w.key()
	m := w.marks.find(key, w.q.offset)
	w.from, w.seen, w.here = m.token, m.rows, m
	err := w.e.walk(w)
	if api.CodeOf(err) == api.CodeMalformed && m.token != "" {
		// The place is of a list that is asked for otherwise today.
		w.from, w.seen, w.here, w.page = "", 0, mark{}, nil
		err = w.e.walk(w)
	}
	if errors.Is(err, errFull) {
		err = nil
	}
	if err == nil && w.here.token != "" {
		w.marks.put(key, w.here)
	}
	return err
}

// emit hands a row over. It returns errFull when no more are wanted.
func (w *walker) emit(r row) error {
	if w.looked++; w.looked > maxWalk {
		return errFar
	}
	if w.take != nil {
		return w.take(r)
	}
	for _, matches := range w.conditions {
		if !matches(r) {
			return nil
		}
	}
	if len(w.page) == w.q.limit {
		return errFull
	}
	if w.seen++; w.seen > w.q.offset {
		w.page = append(w.page, r)
	}
	return nil
}

// at names the place that the walk has come to.
func (w *walker) at(token string) {
	w.here = mark{token, w.seen}
	if len(w.regions) > 20_000 {
		w.forget() // a long walk holds on to nothing
	}
}

// key names the list that a query pages through: who sees what, where, of what.
func (w *walker) key() string {
	names := []string{}
	for name, value := range w.q.values {
		if name != "limit" && name != "offset" && name != "output_format" && name != "app_identifier" {
			names = append(names, name+"="+value)
		}
	}
	sort.Strings(names)
	return fmt.Sprintf("%s\n%d\n%s\n%s", w.e.path, w.version, w.caller.KeyID, strings.Join(names, "\n"))
}

// tooFar answers for a query that looks at more rows than one request may.
func tooFar(c *gin.Context, err error) error {
	if !errors.Is(err, errFar) {
		return err
	}
	c.JSON(http.StatusBadRequest, gin.H{"error": fmt.Sprintf("More than %d rows would have to be read for this page. Ask for less: name a location_code, or a smaller offset.", maxWalk)})
	return nil
}
