package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// kitchen is how the blocks of a language are run; nil for one whose program does not run here, which is checked instead.
var kitchen = map[string][]string{"sh": {"bash", "-euo", "pipefail"}, "python": {"python3"}, "r": {"Rscript", "--vanilla"}, "powerquery": nil, "grafana": nil}

// usedBy are the programs that the recipes of a page need besides.
var usedBy = map[string][]string{"curl.md": {"curl"}, "excel.md": {"curl", "python3"}, "qgis.md": {"curl", "ogrinfo", "ogr2ogr"}, "iati.md": {"curl", "xmllint"}}

var (
	dish     = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?\n)```$")
	asked    = regexp.MustCompile(`http://127\.0\.0\.1:8080/[^"\s]*`)
	typed    = regexp.MustCompile(`\{"(\w+)", (?:type |Int64)`)
	selector = regexp.MustCompile(`(?m)^(\S+) as (String|Number|Time)$`)
)

// TestTheRecipes runs the blocks of docs/recipes against the demo, page by page, and compares what they print with the block after them.
func TestTheRecipes(t *testing.T) {
	pages, err := filepath.Glob("../../docs/recipes/*.md")
	if err != nil || len(pages) < 9 {
		t.Fatal(err, pages)
	}
	s := start(t, nil, "--demo")
	environ := append(os.Environ(), "KEY="+printedKey.FindString(s.log.String()), "LC_ALL=C.UTF-8")
	for _, page := range pages {
		t.Run(filepath.Base(page), func(t *testing.T) {
			needPrograms(t, usedBy[filepath.Base(page)]...)
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			dir, cooked := t.TempDir(), 0
			for _, e := range dishesOf(string(text)) {
				with, known := kitchen[e.language]
				if !known {
					continue
				}
				cooked++
				t.Run(fmt.Sprintf("line %d", e.line), func(t *testing.T) {
					if with == nil {
						s.taste(t, e.script)
						return
					}
					needPrograms(t, with[0])
					file := filepath.Join(dir, fmt.Sprintf("block%d", e.line))
					if err := os.WriteFile(file, []byte(strings.ReplaceAll(e.script, "http://127.0.0.1:8080", s.base)), 0o600); err != nil {
						t.Fatal(err)
					}
					cmd := exec.Command(with[0], append(with[1:len(with):len(with)], file)...)
					cmd.Dir, cmd.Env = dir, environ
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
						t.Logf("it prints:\n%s", out)
					}
				})
			}
			if cooked == 0 && filepath.Base(page) != "README.md" {
				t.Error("nothing of the page is run")
			}
		})
	}
}

type dishOf struct {
	example
	language string
}

// dishesOf are the blocks of a page, each with the answer that stands right after it.
func dishesOf(page string) []dishOf {
	var list []dishOf
	previous := -1
	for _, at := range dish.FindAllStringSubmatchIndex(page, -1) {
		language, text := page[at[2]:at[3]], page[at[4]:at[5]]
		if answers := slices.Contains([]string{"text", "csv", "json"}, language); !answers {
			list = append(list, dishOf{example{line: strings.Count(page[:at[0]], "\n") + 2, script: text}, language})
			previous = at[1]
		} else if previous >= 0 && strings.TrimSpace(page[previous:at[0]]) == "" {
			list[len(list)-1].answer, list[len(list)-1].format = text, language
		}
	}
	return list
}

// taste checks a recipe of a program that does not run here: its address answers, with the columns or members that it names.
func (s *server) taste(t *testing.T, recipe string) {
	t.Helper()
	address := strings.Replace(asked.FindString(recipe), "http://127.0.0.1:8080", s.base, 1)
	answer, err := http.Get(address) //nolint:noctx // it is our own, on loopback
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", address, answer.Status)
	}
	if names := typed.FindAllStringSubmatch(recipe, -1); len(names) > 0 {
		rows, err := csv.NewReader(answer.Body).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Fatalf("%d rows: %v", len(rows), err)
		}
		for _, name := range names {
			if !slices.Contains(rows[0], name[1]) {
				t.Errorf("there is no column %s", name[1])
			}
		}
		return
	}
	var page struct{ Data []map[string]any }
	if err := json.NewDecoder(answer.Body).Decode(&page); err != nil || len(page.Data) == 0 {
		t.Fatalf("%d rows: %v", len(page.Data), err)
	}
	names := selector.FindAllStringSubmatch(recipe, -1)
	if len(names) == 0 {
		t.Fatal("the recipe names no column")
	}
	for _, name := range names {
		var found any = page.Data[0]
		for _, part := range strings.Split(name[1], ".") {
			object, _ := found.(map[string]any)
			value, there := object[part]
			if !there {
				t.Errorf("a row has no %s", name[1])
				break
			}
			found = value
		}
	}
}
