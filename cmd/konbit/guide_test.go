package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

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
		for _, e := range examples {
			e.script = strings.ReplaceAll(e.script, "http://127.0.0.1:8080", s.base)
			// What follows builds on it, so the first fault ends the story.
			if !t.Run(fmt.Sprintf("line %d", e.line), func(t *testing.T) { r.follow(t, e) }) {
				return
			}
		}
	})
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
