package httpapi_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// planted is every text of the callers' that went through a world: keys, queries, bodies, headers. None of them may ever
// stand in the log.
type planted struct {
	mu     sync.Mutex
	texts  map[string]bool
	bodies map[string]bool
}

// What is shorter than this may stand in a log by chance, and what is longer is not worth the search.
const (
	shortestPlant = 8
	longestPlant  = 4096
)

func mark(set *map[string]bool, text string) {
	if *set == nil {
		*set = map[string]bool{}
	}
	(*set)[text] = true
}

// aDay is in every line.
var aDay = regexp.MustCompile(`^\d{4}-\d\d-\d\d`)

func (p *planted) add(texts ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, text := range texts {
		if n := len(text); n >= shortestPlant && n <= longestPlant && !aDay.MatchString(text) {
			mark(&p.texts, text)
		}
	}
}

// request plants what a request tells: all but its method, its path and the id that the caller gives it.
func (p *planted) request(r *http.Request, body string) {
	for name, values := range r.URL.Query() {
		if name != "root" { // the id of a key, which stands in the line of every request made with it
			p.add(values...)
		}
	}
	for name, values := range r.Header {
		switch name {
		case "Authorization", "Cookie", "Idempotency-Key", "X-Api-Key", "X-Forwarded-For", "Forwarded":
			p.add(values...)
			for _, v := range values {
				p.add(strings.TrimPrefix(v, "Bearer "))
			}
		}
	}
	p.mu.Lock()
	seen := p.bodies[body] || len(body) > 1<<16
	mark(&p.bodies, body)
	p.mu.Unlock()
	if seen {
		return
	}
	var value any
	if json.Unmarshal([]byte(body), &value) != nil {
		p.add(body)
		return
	}
	p.leaves(value)
}

// leaves plants every text in a JSON value.
func (p *planted) leaves(value any) {
	switch v := value.(type) {
	case string:
		p.add(v)
	case []any:
		for _, element := range v {
			p.leaves(element)
		}
	case map[string]any:
		for _, member := range v {
			p.leaves(member)
		}
	}
}

// leaks lists what is planted and stands in a log.
func (p *planted) leaks(log string) (found []string) {
	for text := range p.texts {
		inJSON, _ := json.Marshal(text)
		if strings.Contains(log, text) || strings.Contains(log, strings.Trim(string(inJSON), `"`)) {
			found = append(found, text)
		}
	}
	slices.Sort(found)
	return found
}

// checkLog fails the test where the log of its world tells what it must not.
func (w *world) checkLog() {
	for _, key := range w.keys {
		w.planted.add(key)
	}
	for _, leak := range w.planted.leaks(w.said.String()) {
		w.t.Errorf("the log holds %q", leak)
	}
}

func TestTheCheckOfTheLogFindsWhatIsPlanted(t *testing.T) {
	var p planted
	r, err := http.NewRequest(http.MethodPost, "/v1/pledges?q=planted-query", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer planted-key")
	r.Header.Set("Idempotency-Key", "planted-once")
	p.request(r, `{"title":"planted \"title\"","sources":[{"quote":"planted-quote"}],"date":"2024-09-05"}`)
	p.request(r, `planted, and not JSON`)
	p.add("192.0.2.1")
	for _, text := range []string{"planted-query", "planted-key", "Bearer planted-key", "planted-once", `planted "title"`, "planted-quote", "planted, and not JSON", "192.0.2.1"} {
		line, err := json.Marshal(map[string]string{"time": "2024-09-05T12:00:00Z", "msg": "request", "it": "so: " + text})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(p.leaks(string(line)), text) {
			t.Errorf("%q is not found in %s", text, line)
		}
	}
	if found := p.leaks(`{"time":"2024-09-05T12:00:00Z","network":"192.0.2.0/24","route":"/v1/pledges"}`); found != nil {
		t.Errorf("%q is found where it is not", found)
	}
}
