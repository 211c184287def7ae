package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// report is what a run found out.
type report struct {
	Date     string   `json:"date"`
	Machine  string   `json:"machine"`
	Command  string   `json:"command"`
	Sizes    []string `json:"sizes"`
	Rounds   int      `json:"rounds"`
	Duration string   `json:"duration_of_a_round"`
	Remark   string   `json:"remark,omitempty"`
	Rows     []row    `json:"rows"`
}

// row is one thing that was measured.
type row struct {
	What    string    `json:"what"`
	Size    string    `json:"size"`
	Goals   []goal    `json:"goals"`
	Figures []figures `json:"figures,omitempty"`
	Note    string    `json:"note,omitempty"`
}

// goal is a bound that a figure of a row is held to.
type goal struct {
	Of      string  `json:"of"`
	Bound   float64 `json:"bound"`
	Reached float64 `json:"reached"`
	Unit    string  `json:"unit"` // "×", "ms" or "MiB"
	AtLeast bool    `json:"at_least"`
	Met     bool    `json:"met"`
}

// atLeast is a goal that a ratio must reach.
func atLeast(bound, reached float64, of string) goal {
	return goal{of, bound, reached, "×", true, reached >= bound}
}

// atMost is a goal that a figure must not pass.
func atMost(bound, reached float64, unit, of string) goal {
	return goal{of, bound, reached, unit, false, reached <= bound}
}

func (g goal) wanted() string {
	sign := "≤"
	if g.AtLeast {
		sign = "≥"
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s", sign, number(g.Bound), g.Unit, g.Of))
}

func (g goal) met() string {
	if g.Met {
		return "yes"
	}
	return "no"
}

// score is 1 where the goal is just met and more where it is passed, for the chart.
func (g goal) score() float64 {
	if g.AtLeast {
		return g.Reached / g.Bound
	}
	return g.Bound / max(g.Reached, 1e-9)
}

// number writes three digits that count.
func number(x float64) string {
	switch {
	case x == 0 || math.IsInf(x, 0) || math.IsNaN(x):
		return fmt.Sprint(x)
	case math.Abs(x) < 0.01:
		return strconv.FormatFloat(x, 'f', -int(math.Floor(math.Log10(math.Abs(x)))), 64)
	case math.Abs(x) >= 100:
		return fmt.Sprintf("%.0f", x)
	case math.Abs(x) >= 10:
		return strings.TrimSuffix(fmt.Sprintf("%.1f", x), ".0")
	}
	text := fmt.Sprintf("%.2f", x)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// median is the middle one, or the mean of the middle two; 0 of none.
func median(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(all))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// markdown writes both tables: the goals, and what every server did.
func (r report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, on %s. Sizes %s; each server %d times for %s, in turns.\n\n", r.Date, r.Machine, strings.Join(r.Sizes, ", "), r.Rounds, r.Duration)
	if r.Remark != "" {
		b.WriteString(r.Remark + "\n\n")
	}
	b.WriteString("| measured | rows | goal | reached | met |\n|---|---|---|---|---|\n")
	for _, row := range r.Rows {
		for _, g := range row.Goals {
			fmt.Fprintf(&b, "| %s | %s | %s | %s %s | %s |\n", row.What, row.Size, g.wanted(), number(g.Reached), g.Unit, g.met())
		}
	}
	if !slices.ContainsFunc(r.Rows, func(r row) bool { return len(r.Figures) > 0 }) {
		return b.String() + r.notes()
	}
	b.WriteString("\n| measured | rows | server | a second | p50 ms | p99 ms | p99.9 ms | its CPU, µs a request | its memory, MiB |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, row := range r.Rows {
		for _, f := range row.Figures {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", row.What, row.Size, f.Who, number(f.PerSecond), number(f.P50), number(f.P99), number(f.P999), number(f.CPU), number(f.Memory))
		}
	}
	return b.String() + r.notes()
}

// notes says what the tables cannot.
func (r report) notes() string {
	var b strings.Builder
	for _, row := range r.Rows {
		if row.Note != "" {
			fmt.Fprintf(&b, "\n%s, %s: %s\n", row.What, row.Size, row.Note)
		}
	}
	return b.String()
}

func (r report) writeJSON(file string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644) //nolint:gosec // a document
}

// The part of performance.md between these lines is the program's.
const (
	begin = "<!-- konbit-bench: begin; what stands here is written by the program -->"
	end   = "<!-- konbit-bench: end -->"
)

// writeDocs brings docs/performance.md and its chart up to date.
func (r report) writeDocs(docs string) error {
	file := filepath.Join(docs, "performance.md")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	chart := filepath.Join("performance", "against-"+r.Sizes[len(r.Sizes)-1]+".svg")
	section := r.Date + ", `" + r.Command + "`:\n\n![How far each goal is reached](" + filepath.ToSlash(chart) + ")\n\n" + r.markdown()
	text, err = between(text, section)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := os.MkdirAll(filepath.Join(docs, "performance"), 0o755); err != nil { //nolint:gosec // documents
		return err
	}
	return errors.Join(os.WriteFile(file, text, 0o644), os.WriteFile(filepath.Join(docs, chart), r.svg(), 0o644)) //nolint:gosec // documents
}

// between replaces what stands between the two markers.
func between(text []byte, section string) ([]byte, error) {
	before, rest, found := bytes.Cut(text, []byte(begin))
	_, after, closed := bytes.Cut(rest, []byte(end))
	if !found || !closed {
		return nil, errors.New("there are no konbit-bench markers to write between")
	}
	return slices.Concat(before, []byte(begin+"\n\n"+strings.TrimSpace(section)+"\n\n"+end), after), nil
}

// machine describes what the run ran on.
func machine() string {
	model := "an unknown processor"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for _, line := range strings.Split(string(info), "\n") {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	load := ""
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = ", load average " + strings.Join(strings.Fields(string(text))[:1], " ") + " before the run"
	}
	return fmt.Sprintf("%d cores of %s, %s, %s%s", runtime.NumCPU(), model, runtime.GOOS, runtime.Version(), load)
}

func today() string { return time.Now().UTC().Format("2 January 2006") }
