package main

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/testkit"
)

func TestPublicReadsCanBeTurnedOff(t *testing.T) {
	environ := on("sqlite:" + t.TempDir() + "/konbit.db")
	secret := key(t, environ, "acted", "read")
	s := start(t, environ, "--public-read=false")
	refused(t, api.CodeUnauthorized)(s.as("").Regions(t.Context(), api.RegionFilter{}))
	must(s.as(secret).Regions(t.Context(), api.RegionFilter{}))(t)
	if err := s.as("").Ready(t.Context()); err != nil {
		t.Errorf("whether it is ready is nobody's secret: %v", err)
	}
}

// newSteps finds how many steps of the schema a program says it took.
var newSteps = regexp.MustCompile(`([0-9]+) steps? (?:was|were) new`)

func TestProgramsThatStartAtOnceMigrateOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		var all sync.WaitGroup
		results := make([]result, 4)
		for i := range results {
			all.Go(func() { results[i] = konbit(t, on(url), "migrate", "up") })
		}
		all.Wait()
		made := 0
		for _, r := range results {
			step := newSteps.FindStringSubmatch(r.stderr)
			if r.code != 0 || step == nil {
				t.Errorf("%+v", r)
				continue
			}
			n, _ := strconv.Atoi(step[1])
			made += n
		}
		status := konbit(t, on(url), "migrate", "status")
		if want := strings.Count(strings.TrimSpace(status.stdout), "\n") + 1; made != want || strings.Contains(status.stdout, "pending") {
			t.Errorf("%d steps were taken, want %d, each once:\n%s", made, want, status.stdout)
		}
	})
}

func TestAnImportThatIsInterruptedKeepsNothing(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		if got := konbit(t, on(url), "migrate", "up"); got.code != 0 {
			t.Fatalf("%+v", got)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		var out transcript
		err := run(ctx, []string{"import", "regions", "testdata/regions.csv"}, on(url), strings.NewReader(""), &out, &out)
		if conclude(&out, err) != 1 {
			t.Errorf("it ended well:\n%s", &out)
		}
		if got := konbit(t, on(url), "import", "regions", "testdata/regions.csv"); summary(t, got).Created != 4 {
			t.Errorf("something was left behind: %+v", got)
		}
	})
}
