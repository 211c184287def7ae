package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/api/client"
	"github.com/konbit-aid/konbit/internal/testkit"
)

// beKonbit makes the test's program konbit itself, for scripts that call it.
const beKonbit = "BE_KONBIT"

func TestMain(m *testing.M) {
	if os.Getenv(beKonbit) != "" {
		main()
	}
	os.Exit(m.Run())
}

// TestTheGuideTellsTheTruth lives docs/guide.md from its empty database on, on
// both engines, and compares what its commands answer with what it prints.
//
// All ```sh blocks but those that build and serve are run by bash, in order, as
// they stand but for the address; variables and functions are kept between
// them. Answers are compared as for the README.
func TestTheGuideTellsTheTruth(t *testing.T) {
	needPrograms(t, "bash", "curl")
	guide, err := os.ReadFile("../../docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := examplesOf(string(guide), func(script string) bool { return !strings.Contains(script, "konbit serve") })
	if len(examples) < 20 {
		t.Fatalf("only %d examples in docs/guide.md", len(examples))
	}
	testkit.Engines(t, func(t *testing.T, url string) {
		s := start(t, on(url))
		r := reader{dir: t.TempDir(), environ: append(on(url), beKonbit+"=1", "PATH="+os.Getenv("PATH"))}
		program, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(program, filepath.Join(r.dir, "konbit")); err != nil {
			t.Fatal(err)
		}
		seen := witness{t: t, environ: on(url), base: s.as}
		for _, e := range examples {
			e.script = strings.ReplaceAll(e.script, "http://127.0.0.1:8080", s.base)
			// What follows builds on it, so the first fault ends the story.
			if !t.Run(fmt.Sprintf("line %d", e.line), func(t *testing.T) { r.follow(t, e) }) {
				return
			}
			seen.note()
		}
		seen.check()
	})
}

// witness notes coverage after each step of the guide, as a coordinator sees
// it on several days, and asks at the end what was known at that moment.
type witness struct {
	t       *testing.T
	environ []string
	base    func(key string) *client.Client
	asks    *client.Client // nil until there is somebody to ask as
	notes   []api.Coverage
}

var daysOfTheGuide = []api.Date{"2024-09-05", "2024-09-12", "2024-09-30"}

func (w *witness) note() {
	if w.asks == nil {
		made := konbit(w.t, w.environ, "key", "create", "--org", "ocha", "--scope", "coordinate")
		if made.code != 0 {
			return // the guide has not recorded ocha yet
		}
		w.asks = w.base(strings.TrimSpace(made.stdout))
	}
	at := api.Moment(time.Now().UTC().Format(time.RFC3339Nano))
	for _, day := range daysOfTheGuide {
		if c, err := w.asks.Coverage(w.t.Context(), w.question(day, "")); err == nil {
			c.KnownAt = at
			w.notes = append(w.notes, c)
		} else if api.CodeOf(err) != api.CodeMalformed { // there is no such crisis yet
			w.t.Fatal(err)
		}
	}
}

func (w *witness) question(day api.Date, at api.Moment) api.CoverageFilter {
	return api.CoverageFilter{Crisis: "hti-2024", Level: new(1), AsOf: day, KnownAt: at, Page: api.Page{Limit: api.MaxLimit}}
}

func (w *witness) check() {
	if len(w.notes) < 3*15 {
		w.t.Errorf("coverage was noted %d times only", len(w.notes))
	}
	for _, then := range w.notes {
		now, err := w.asks.Coverage(w.t.Context(), w.question(then.AsOf, then.KnownAt))
		if err != nil {
			w.t.Fatal(err)
		}
		if was, is := asJSON(w.t, then), asJSON(w.t, now); was != is {
			w.t.Errorf("coverage of %s, known at %s, was\n%s\nand is now said to have been\n%s", then.AsOf, then.KnownAt, was, is)
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// reader is somebody who types the commands of a document into one terminal.
type reader struct {
	dir     string
	environ []string
}

// follow runs an example after those before it. What they have set is kept in a file.
func (r reader) follow(t *testing.T, e example) {
	script := "touch .state; . ./.state; set -a\n" + e.script + "\n{ declare -f; export -p; } > .state"
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", script)
	cmd.Dir, cmd.Env = r.dir, r.environ
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s\n%v\n%s%s", e.script, err, out, &said)
	}
	for _, fault := range e.compare(out) {
		t.Error(fault)
	}
	if t.Failed() {
		t.Logf("it answers:\n%s", out)
	}
}
