package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var sample = report{Date: "1 January 2026", Machine: "2 cores of a <machine>", Command: "make bench-peers", Sizes: []string{"100k", "1M"}, Rounds: 4, Duration: "4s", Rows: []row{
	{What: "list", Size: "1M", Goals: []goal{atLeast(0.9, 0.87, "of hand-written pgx"), atLeast(3, 3.25, "of PocketBase")},
		Figures: []figures{{Who: "konbit", PerSecond: 1234.5, P50: 1.5, P99: 10.25, P999: 101.7, CPU: 412, Memory: 45.5}}, Note: "A note."},
	{What: "start", Size: "1M", Goals: []goal{atMost(300, 120, "ms", "")}},
}}

func TestReport(t *testing.T) {
	t.Run("says of each goal what it is, what was reached, and whether that is enough", func(t *testing.T) {
		got := sample.markdown()
		for _, want := range []string{
			"| list | 1M | ≥ 0.9 × of hand-written pgx | 0.87 × | no |", "| list | 1M | ≥ 3 × of PocketBase | 3.25 × | yes |", "| start | 1M | ≤ 300 ms | 120 ms | yes |",
			"| list | 1M | konbit | 1234 | 1.5 | 10.2 | 102 | 412 | 45.5 |", "\nlist, 1M: A note.\n",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("there is no %q in\n%s", want, got)
			}
		}
	})
	t.Run("replaces its own part of the document and nothing else", func(t *testing.T) {
		docs := t.TempDir()
		file := filepath.Join(docs, "performance.md")
		if err := os.WriteFile(file, []byte("above\n"+begin+"\nold\n"+end+"\nbelow\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time finds what the first wrote
			if err := sample.writeDocs(docs); err != nil {
				t.Fatal(err)
			}
		}
		text, err := os.ReadFile(file)
		got := string(text)
		if err != nil || !strings.HasPrefix(got, "above\n"+begin) || !strings.HasSuffix(got, end+"\nbelow\n") || strings.Contains(got, "old") || strings.Count(got, "make bench-peers") != 1 {
			t.Errorf("%v\n%s", err, got)
		}
		if _, err := os.Stat(filepath.Join(docs, "performance", "against-1M.svg")); err != nil {
			t.Error(err)
		}
	})
	t.Run("refuses a document without markers", func(t *testing.T) {
		if _, err := between([]byte("nothing here "+end), "x"); err == nil {
			t.Error("it was taken")
		}
	})
	t.Run("draws a chart that is well-formed, a bar a goal", func(t *testing.T) {
		d := xml.NewDecoder(strings.NewReader(string(sample.svg())))
		bars := 0
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if s, ok := token.(xml.StartElement); ok && s.Name.Local == "rect" {
				bars++
			}
		}
		if bars != 1+3 {
			t.Errorf("%d rectangles, want the ground and 3 bars", bars)
		}
	})
}

func TestNumber(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 0.000023: "0.00002", 0.0099: "0.010", 0.9: "0.9", 1.005: "1", 12.34: "12.3", 50: "50", 1234.6: "1235"} {
		if got := number(x); got != want {
			t.Errorf("%g: got %s, want %s", x, got, want)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		all  []float64
		want float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 3, 2}, 2.5}} {
		if got := median(c.all); got != c.want {
			t.Errorf("%v: got %g, want %g", c.all, got, c.want)
		}
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]int{"100k": 100_000, "1M": 1_000_000, "10M": 10_000_000, "20000": 20_000} {
		if got, err := sizeOf(text); got != want || err != nil {
			t.Errorf("%s: %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0", "-1M", "12345", "1G"} {
		if n, err := sizeOf(text); err == nil {
			t.Errorf("%q was taken as %d", text, n)
		}
	}
}
