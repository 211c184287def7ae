package config

import (
	"fmt"
	"regexp"
	"strings"
)

// foreign are the KONBIT_ variables that are none of ours: Kubernetes tells
// every pod about a Service called konbit or konbit-… (KONBIT_SERVICE_HOST,
// KONBIT_PORT_8080_TCP…), and KONBIT_TEST_… speak to the tests.
var foreign = regexp.MustCompile(
	`^KONBIT_(TEST_.*|(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?))$`)

// known returns the KONBIT_ variables of an environment and complains about
// those that no setting has, naming the nearest. An empty one is the same as none.
func known(environ []string) (env map[string]string, faults []string) {
	env = map[string]string{}
	var names []string
	have := map[string]bool{}
	for _, s := range table {
		names = append(names, s.Env())
		if s.Secret {
			names = append(names, s.FileEnv())
		}
	}
	for _, name := range names {
		have[name] = true
	}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		switch {
		case !strings.HasPrefix(name, Prefix):
		case have[name]:
			env[name] = value
		case !foreign.MatchString(name):
			faults = append(faults, fmt.Sprintf("there is no setting %s; did you mean %s?", name, Nearest(name, names)))
		}
	}
	return env, faults
}

// Nearest returns the word of a list that takes the fewest changed letters to become; "" for an empty list.
func Nearest(word string, list []string) string {
	best, fewest := "", 0
	for _, candidate := range list {
		if d := distance(word, candidate); best == "" || d < fewest {
			best, fewest = candidate, d
		}
	}
	return best
}

// distance counts the letters to insert, remove or replace (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
