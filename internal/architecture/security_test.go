package architecture

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestTheSecurityPageNamesTestsThatExist reads docs/security.md: each of the ten risks has tests, and each is there.
func TestTheSecurityPageNamesTestsThatExist(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	there := testsOf(t)
	name := regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w*)`")
	for _, found := range name.FindAllStringSubmatch(string(page), -1) {
		if !there[found[1]] {
			t.Errorf("docs/security.md names %s, and there is no such test", found[1])
		}
	}
	rows := regexp.MustCompile(`(?m)^\| API(\d+) .*$`).FindAllStringSubmatch(string(page), -1)
	for i, row := range rows {
		if row[1] != strconv.Itoa(i+1) || !name.MatchString(row[0]) {
			t.Errorf("%q is not risk %d with its tests", row[0][:min(len(row[0]), 40)], i+1)
		}
	}
	if len(rows) != 10 {
		t.Errorf("docs/security.md has %d of the ten risks", len(rows))
	}
}

// testsOf lists the tests and fuzz targets of the tree, of the tools too.
func testsOf(t *testing.T) map[string]bool {
	t.Helper()
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	all := map[string]bool{}
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range declared.FindAllSubmatch(text, -1) {
			all[string(found[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// callers may send requests to others: the client, the commands that ask a server of ours, and what asks the identity
// provider that the operator names, and what sends webhooks, which has a guard.
var callers = []string{"api/client", "cmd/konbit", "internal/oidc", "internal/webhook"}

// TestTheServerCallsNobody keeps out what could be made to fetch an address of an attacker's choice.
func TestTheServerCallsNobody(t *testing.T) {
	each(t, func(file, pkg string, _ []string) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range []string{"http." + "Client", "http." + "DefaultClient", "http." + "Get(", "http." + "Post(", "http." + "NewRequest", "net." + "Dial"} {
			if strings.Contains(string(text), call) && !contains(callers, pkg) && pkg != "internal/testkit" {
				t.Errorf("%s uses %s; whoever calls others has a place of its own, with a list of where it may go", file, call)
			}
		}
	})
}
