// Package architecture holds the tests of the code's shape.
package architecture

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/konbit-aid/konbit/"

// mayImport says which packages of the project each one may import. A package
// that is not named here may not exist; tests are free.
var mayImport = map[string][]string{
	"api":                       {},
	"api/client":                {"api"},
	"internal/ledger":           {"api"},
	"internal/store":            {"internal/ledger", "api"},
	"internal/exchange":         {"api"},
	"internal/policy":           {"api"},
	"internal/oidc":             {"api"},
	"internal/relief":           {"internal/store", "internal/ledger", "internal/policy", "api"},
	"internal/demo":             {"internal/relief", "api"},
	"internal/web":              {"docs"},
	"internal/compat":           {"api"},
	"internal/compat/hapi":      {"internal/compat", "internal/relief", "api"},
	"internal/compat/fts":       {"internal/compat", "internal/relief", "api"},
	"internal/intake":           {"internal/relief", "internal/exchange", "api"},
	"internal/webhook":          {"internal/relief", "api"},
	"internal/httpapi":          {"internal/webhook", "internal/relief", "internal/intake", "internal/policy", "internal/oidc", "internal/exchange", "internal/limit", "internal/web", "internal/compat", "internal/compat/hapi", "internal/compat/fts", "api"},
	"internal/config":           {},
	"internal/limit":            {},
	"internal/testkit":          {},
	"internal/testkit/migrated": {"internal/testkit", "internal/store"},
	"docs":                      {},
	"cmd/konbit":                {"internal/config", "internal/httpapi", "internal/intake", "internal/ledger", "internal/limit", "internal/webhook", "internal/oidc", "internal/relief", "internal/store", "internal/exchange", "internal/demo", "api", "api/client"},
	"internal/architecture":     {},
}

// only says which packages may use a library.
var only = map[string][]string{
	"gorm.io/":                 {"internal/store"},
	"golang.org/x/mod/":        {"internal/ledger", "internal/store", "internal/relief", "cmd/konbit"},
	"modernc.org/":             {"internal/store"},
	"github.com/jackc/pgx/":    {"internal/store", "internal/testkit"},
	"github.com/gin-gonic/gin": {"internal/httpapi", "internal/web", "internal/compat", "internal/compat/hapi", "internal/compat/fts"},
	"github.com/coreos/":       {"internal/oidc"},
	"github.com/go-jose/":      {"internal/oidc", "internal/testkit"},
}

func TestImportsRunOneWay(t *testing.T) {
	each(t, func(file, pkg string, imports []string) {
		allowed, known := mayImport[pkg]
		if !known {
			t.Errorf("%s: the package %s has no place in the architecture; give it one in this test", file, pkg)
			return
		}
		for _, path := range imports {
			inner, ours := strings.CutPrefix(path, module)
			if ours && !contains(allowed, inner) {
				t.Errorf("%s: %s may not import %s", file, pkg, inner)
			}
			if pkg == "api" && strings.Contains(strings.SplitN(path, "/", 2)[0], ".") {
				t.Errorf("%s: api uses the standard library only, not %s", file, path)
			}
			for library, users := range only {
				if strings.HasPrefix(path, library) && !contains(users, pkg) {
					t.Errorf("%s: %s is for %v alone", file, library, users)
				}
			}
		}
	})
}

func TestTheEnvironmentIsReadInCommandsOnly(t *testing.T) {
	each(t, func(file, pkg string, _ []string) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range []string{"os." + "Getenv(", "os." + "LookupEnv(", "os." + "Environ("} {
			if strings.Contains(string(text), call) && !strings.HasPrefix(pkg, "cmd/") && pkg != "internal/testkit" {
				t.Errorf("%s: %s) belongs into cmd", file, call)
			}
		}
	})
}

func TestFilesStayShort(t *testing.T) {
	each(t, func(file, _ string, _ []string) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(text), "\n"); n > 500 {
			t.Errorf("%s has %d lines; split it, 500 is the most", file, n)
		}
	})
}

// each visits the Go files of the module that are not tests.
func each(t *testing.T, visit func(file, pkg string, imports []string)) {
	t.Helper()
	root := filepath.Join("..", "..")
	seen := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil && path != root || strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, i := range f.Imports {
			name, _ := strconv.Unquote(i.Path.Value)
			imports = append(imports, name)
		}
		pkg, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		seen++
		visit(path, filepath.ToSlash(pkg), imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 50 {
		t.Fatalf("only %d files were found under %s", seen, root)
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
