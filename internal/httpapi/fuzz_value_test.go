package httpapi_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
)

// maker makes values as schemas describe them, from what it has learned where it can.
type maker struct {
	*rand.Rand
	doc   *document
	seen  *memory
	good  map[string]int // successes by operation
	moves []any          // where a transition of the request may lead
}

func (m *maker) chance(percent int) bool { return m.IntN(100) < percent }

func pick[T any](m *maker, of []T) T { return of[m.IntN(len(of))] }

// value makes a value of a schema. Name is the member it is for: one that was seen under that name in an answer leads
// further than one that is made up.
func (m *maker) value(schema map[string]any, name string, depth int) any {
	schema = m.doc.follow(schema)
	for _, either := range []string{"anyOf", "oneOf"} {
		if ways := list(schema[either]); len(ways) > 0 {
			return m.value(pick(m, ways).(map[string]any), name, depth)
		}
	}
	if name == "parent" { // of a region or of a pledge
		name = map[bool]string{true: "pledge", false: "region"}[schema["format"] == "uuid"]
	}
	if name == "to" && len(m.moves) > 0 && m.chance(90) {
		return pick(m, m.moves)
	}
	if known := m.seen.named(name); schema["format"] != "date" && len(known) > 0 && m.chance(85) {
		return pick(m, known)
	}
	if values := list(schema["enum"]); len(values) > 0 {
		return pick(m, values)
	}
	if fixed, ok := schema["const"]; ok {
		return fixed
	}
	if name == "url" {
		return fmt.Sprint("https://example.org/", m.IntN(1000))
	}
	switch m.kind(schema) {
	case "object":
		return m.object(schema, depth)
	case "array":
		n := m.IntN(3)
		if least, _ := schema["minItems"].(float64); n < int(least) {
			n = int(least)
		}
		items := make([]any, n)
		for i := range items {
			items[i] = m.value(m.doc.follow(schema["items"]), name, depth+1)
		}
		return items
	case "integer":
		return m.whole(schema)
	case "number":
		return json.Number(fmt.Sprintf("%.4f", m.Float64()*180-90))
	case "boolean":
		return m.chance(50)
	case "null":
		return nil
	}
	if schema["format"] == "date" && m.chance(80) {
		return m.day(name)
	}
	return m.text(schema)
}

// day makes a day that fits the others of a record: what begins is early, what ends is late.
func (m *maker) day(name string) string {
	month := 3 + m.IntN(6)
	switch name {
	case "from", "starts_on", "started_on":
		month = 1 + m.IntN(2)
	case "to", "ends_on", "ended_on", "expires_on":
		month = 9 + m.IntN(4)
	case "date":
		return fmt.Sprintf("2024-09-%02d", 5+m.IntN(6))
	}
	return fmt.Sprintf("2024-%02d-%02d", month, 1+m.IntN(28))
}

// kind picks one of the types that a schema allows, null rarely.
func (m *maker) kind(schema map[string]any) string {
	kinds := list(schema["type"])
	if len(kinds) == 0 {
		kind, _ := schema["type"].(string)
		return kind
	}
	if kind := pick(m, kinds).(string); kind != "null" || m.chance(30) {
		return kind
	}
	return kinds[0].(string)
}

func (m *maker) object(schema map[string]any, depth int) any {
	made := map[string]any{}
	required := list(schema["required"])
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		must := slices.Contains(required, any(name))
		if must || m.chance(60-15*min(depth, 3)) {
			made[name] = m.value(properties[name].(map[string]any), name, depth+1)
		}
	}
	return made
}

func (m *maker) whole(schema map[string]any) any {
	least, bounded := schema["minimum"].(float64)
	most, above := schema["maximum"].(float64)
	if bounded && above {
		return json.Number(fmt.Sprint(int(least) + m.IntN(int(min(most, 60)-least)+1)))
	}
	return json.Number(pick(m, []string{"0", "1", "3", "9", "10", "2019", "2023", "2024", "1500", "88000", "5500000", "10000000000"}))
}

var plainTexts = []string{"Water for the West", "Emergency food assistance", "Sant Dlo — Pòtoprens", "Évaluation rapide, 3e phase", "x",
	"海地", "O'Brien & \"Sons\" <b>", "UN operational rates of exchange"}

func (m *maker) text(schema map[string]any) string {
	switch schema["format"] {
	case "date":
		return fmt.Sprintf("20%02d-%02d-%02d", 23+m.IntN(3), 1+m.IntN(12), 1+m.IntN(28))
	case "date-time":
		return fmt.Sprintf("2024-%02d-%02dT10:%02d:00Z", 1+m.IntN(12), 1+m.IntN(28), m.IntN(60))
	case "uuid":
		return fmt.Sprintf("01928f6e-7b1a-7c3e-9d55-%012x", m.IntN(400))
	case "decimal":
		return fmt.Sprintf("%d.%02d", m.IntN(2000), m.IntN(100))
	case "uri", "uri-reference":
		return "https://example.org/" + fmt.Sprint(m.IntN(1000))
	}
	if pattern, ok := schema["pattern"].(string); ok {
		return m.matching(parsed(pattern))
	}
	return pick(m, plainTexts)
}

var (
	patterns     = map[string]*syntax.Regexp{}
	patternsLock sync.Mutex
)

func parsed(pattern string) *syntax.Regexp {
	patternsLock.Lock()
	defer patternsLock.Unlock()
	if patterns[pattern] == nil {
		re, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			panic(err)
		}
		patterns[pattern] = re
	}
	return patterns[pattern]
}

// matching makes a text that a regular expression matches.
func (m *maker) matching(re *syntax.Regexp) string {
	several := func(least, most int) string {
		var b strings.Builder
		for range least + m.IntN(most-least+1) {
			b.WriteString(m.matching(re.Sub[0]))
		}
		return b.String()
	}
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		i := 2 * m.IntN(len(re.Rune)/2)
		return string(re.Rune[i] + rune(m.IntN(int(re.Rune[i+1]-re.Rune[i])+1)))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "x"
	case syntax.OpConcat:
		var b strings.Builder
		for _, sub := range re.Sub {
			b.WriteString(m.matching(sub))
		}
		return b.String()
	case syntax.OpAlternate:
		return m.matching(pick(m, re.Sub))
	case syntax.OpCapture:
		return m.matching(re.Sub[0])
	case syntax.OpStar:
		return several(0, 4)
	case syntax.OpPlus:
		return several(1, 4)
	case syntax.OpQuest:
		return several(0, 1)
	case syntax.OpRepeat:
		return several(re.Min, min(max(re.Max, re.Min), re.Min+6))
	}
	return "" // an anchor
}
