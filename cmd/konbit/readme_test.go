package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheReadmeTellsTheTruth runs the commands of README.md against the demo
// and compares what they answer with what the README prints.
//
// A ```sh block with curl in it is run by bash, as it stands but for the
// address. KEY is the key that the demo printed; ID is the id in the answer
// before. Lines like KEY=… only tell the reader so and are not run. A ```json
// or ```csv block right after it is the answer. In it … stands for what
// differs each time or is left out: a value, the other members of an object
// ("…": "…"), the rest of a list ("…"), the rest of a line or of the lines.
func TestTheReadmeTellsTheTruth(t *testing.T) {
	needPrograms(t, "bash", "curl")
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, nil, "--demo")
	secret := printedKey.FindString(s.log.String())
	if secret == "" {
		t.Fatalf("the demo prints no key:\n%s", s.log)
	}
	examples := examplesOf(string(readme), func(script string) bool { return strings.Contains(script, "curl ") })
	if len(examples) < 3 {
		t.Fatalf("only %d examples in README.md", len(examples))
	}
	id := ""
	for _, e := range examples {
		t.Run(fmt.Sprintf("line %d", e.line), func(t *testing.T) {
			cmd := exec.Command("bash", "-euo", "pipefail", "-c", strings.ReplaceAll(e.script, "http://127.0.0.1:8080", s.base))
			cmd.Env = append(os.Environ(), "KEY="+secret, "ID="+id)
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%s\n%v", e.script, err)
			}
			for _, fault := range e.compare(out) {
				t.Error(fault)
			}
			if t.Failed() {
				t.Logf("it answers:\n%s", out)
			}
			var record struct{ ID string }
			if json.Unmarshal(out, &record) == nil && record.ID != "" {
				id = record.ID
			}
		})
	}
}

// needPrograms skips a test where a program is missing, but not in CI.
func needPrograms(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
}

// example is a command of a document and the answer printed after it.
type example struct {
	line           int
	script         string
	answer, format string
}

var (
	block   = regexp.MustCompile("(?ms)^```(sh|json|csv|text)\n(.*?\n)```$")
	telling = regexp.MustCompile(`(?m)^[A-Z]+=\S*….*\n`)
)

// examplesOf reads the examples of a document whose script is to be run.
func examplesOf(readme string, run func(script string) bool) []example {
	var list []example
	previous := -1 // where the last script's block ended
	for _, at := range block.FindAllStringSubmatchIndex(readme, -1) {
		format, text := readme[at[2]:at[3]], readme[at[4]:at[5]]
		switch {
		case format == "sh" && run(text):
			list = append(list, example{line: strings.Count(readme[:at[0]], "\n") + 2, script: telling.ReplaceAllString(text, "")})
			previous = at[1]
		case format != "sh" && previous >= 0 && strings.TrimSpace(readme[previous:at[0]]) == "":
			last := &list[len(list)-1]
			last.answer, last.format = text, format
		}
	}
	return list
}

// compare lists where an answer is not what the document prints.
func (e example) compare(out []byte) []string {
	if e.format == "csv" || e.format == "text" {
		return compareLines(strings.Split(strings.TrimSpace(e.answer), "\n"), strings.Split(strings.TrimSpace(strings.ReplaceAll(string(out), "\r\n", "\n")), "\n"))
	}
	if e.format == "" {
		return nil
	}
	want, err := decode([]byte(e.answer))
	if err != nil {
		return []string{"the printed answer is no JSON: " + err.Error()}
	}
	got, err := decode(out)
	if err != nil {
		return []string{"the answer is no JSON: " + err.Error()}
	}
	return differences("", want, got)
}

func decode(text []byte) (v any, err error) {
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}

// rest stands for what is left out.
const rest = "…"

// differences compares two JSON values; rest in want matches anything.
func differences(at string, want, got any) []string {
	if want == rest {
		return nil
	}
	var list []string
	switch want := want.(type) {
	case map[string]any:
		have, ok := got.(map[string]any)
		if !ok {
			break
		}
		for name, value := range want {
			if _, there := have[name]; !there && name != rest {
				list = append(list, fmt.Sprintf("%s/%s is not in the answer", at, name))
			} else if name != rest {
				list = append(list, differences(at+"/"+name, value, have[name])...)
			}
		}
		for name := range have {
			if _, told := want[name]; !told && want[rest] == nil {
				list = append(list, fmt.Sprintf("%s/%s is in the answer but not in the document", at, name))
			}
		}
		return list
	case []any:
		have, ok := got.([]any)
		open := len(want) > 0 && want[len(want)-1] == rest
		if open {
			want = want[:len(want)-1]
		}
		if !ok || len(have) < len(want) || len(have) > len(want) && !open {
			break
		}
		for i := range want {
			list = append(list, differences(fmt.Sprint(at, "/", i), want[i], have[i])...)
		}
		return list
	default:
		if want == got {
			return nil
		}
	}
	return []string{fmt.Sprintf("%s is %v, the document says %v", at, got, want)}
}

func compareLines(want, got []string) []string {
	for i, line := range want {
		if line == rest {
			return nil
		}
		if i >= len(got) {
			return []string{fmt.Sprintf("there is no line %d: %s", i+1, line)}
		}
		if start, open := strings.CutSuffix(line, rest); line != got[i] && (!open || !strings.HasPrefix(got[i], start)) {
			return []string{fmt.Sprintf("line %d is %s, the document says %s", i+1, got[i], line)}
		}
	}
	if len(got) > len(want) {
		return []string{"there are more lines"}
	}
	return nil
}

func TestTheReadmeAndTheGuideLinkToFilesThatAreThere(t *testing.T) {
	for _, document := range []string{"../../README.md", "../../docs/guide.md"} {
		text, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\]\(([^):#]+)\)`).FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(document), m[1])); err != nil {
				t.Error(err)
			}
		}
	}
}
