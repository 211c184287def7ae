package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// result is what a command said, and its exit code.
type result struct {
	stdout, stderr string
	code           int
}

// konbit runs a command as the shell does.
func konbit(t testing.TB, environ []string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	err := run(t.Context(), args, environ, strings.NewReader(""), &stdout, &stderr)
	code := conclude(&stderr, err)
	return result{stdout.String(), stderr.String(), code}
}

// on is the environment that names a database.
func on(url string) []string { return []string{"KONBIT_DATABASE_URL=" + url} }

func TestWrongUsageIsExitCode2(t *testing.T) {
	file := "sqlite:" + filepath.Join(t.TempDir(), "konbit.db")
	for _, tt := range []struct {
		name string
		args []string
		env  []string
		want string
	}{
		{"nothing", nil, nil, "say what to do"},
		{"an unknown command", []string{"server"}, nil, `did you mean serve?`},
		{"half a command", []string{"key"}, nil, "konbit key is followed by create"},
		{"the wrong half", []string{"migrate", "down"}, nil, "konbit migrate is followed by up or status"},
		{"an unknown flag", []string{"migrate", "up", "--colour"}, nil, "--colour"},
		{"a key of nobody", []string{"key", "create", "--scope", "pledge"}, nil, "--org: A code is required."},
		{"a key for nothing", []string{"key", "create", "--org", "usaid"}, nil, "--scope: "},
		{"an unknown scope", []string{"key", "create", "--org", "usaid", "--scope", "pledge,everything"}, nil, `"everything" is not known here`},
		{"scopes with blanks", []string{"key", "create", "--org", "usaid", "--scope", "pledge", "assess"}, nil, `"assess" is too much`},
		{"a key that is over", []string{"key", "create", "--org", "usaid", "--scope", "pledge", "--expires", "2020-01-01"}, nil, "--expires"},
		{"an unknown kind of file", []string{"import", "region", "x.csv"}, nil, "regions"},
		{"a year that is none", []string{"import", "needs", "testdata/needs.csv", "--year", "26"}, nil, "--year: A year is 1900 to 2200."},
		{"no file", []string{"import", "regions"}, nil, "FILE"},
		{"a misspelt setting", []string{"migrate", "up"}, []string{"KONBIT_DATABASE=x"}, "did you mean KONBIT_DATABASE_URL"},
		{"a wrong setting", []string{"migrate", "up", "--db-max-open", "no"}, nil, `--db-max-open: "no" is not`},
		{"too many arguments", []string{"migrate", "up", "now"}, nil, `"now" is too much`},
		{"help for nothing", []string{"help", "me"}, nil, `there is no command "me"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := konbit(t, append(on(file), tt.env...), tt.args...)
			if got.code != 2 || !strings.Contains(got.stderr, tt.want) || got.stdout != "" {
				t.Errorf("exit code %d, stdout %q, stderr:\n%s\nwant %q", got.code, got.stdout, got.stderr, tt.want)
			}
		})
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	list := konbit(t, nil, "help")
	for _, c := range commands() {
		if !strings.Contains(list.stdout, c.name) {
			t.Errorf("konbit help does not list %s", c.name)
		}
		for _, args := range [][]string{
			append([]string{"help"}, strings.Fields(c.name)...),
			append(strings.Fields(c.name), "--help"),
		} {
			got := konbit(t, nil, args...)
			if got.code != 0 || !strings.Contains(got.stdout, "Usage: konbit "+c.name) || got.stderr != "" {
				t.Errorf("konbit %v: %+v", args, got)
			}
		}
	}
}

func TestFlagsMayStandAnywhere(t *testing.T) {
	file := "sqlite:" + filepath.Join(t.TempDir(), "konbit.db")
	for _, args := range [][]string{
		{"migrate", "status", "--database-url", file},
		{"migrate", "status", "-database-url=" + file},
	} {
		if got := konbit(t, nil, args...); got.code != 0 {
			t.Errorf("konbit %v: %+v", args, got)
		}
	}
}

func TestSettingsAreShownWithoutSecrets(t *testing.T) {
	got := konbit(t, []string{"KONBIT_DATABASE_URL=postgres://konbit:hunter2@db/konbit"}, "config")
	if got.code != 0 || strings.Contains(got.stdout, "hunter2") ||
		!strings.Contains(got.stdout, "KONBIT_DATABASE_URL=postgres://konbit:xxxxx@db/konbit\n") ||
		!strings.Contains(got.stdout, "KONBIT_ADDR=127.0.0.1:8080  # default\n") {
		t.Errorf("%+v", got)
	}
}

func TestVersionIsAllThatIsPrinted(t *testing.T) {
	if got := konbit(t, nil, "version"); got.code != 0 || !strings.HasPrefix(got.stdout, "konbit ") || strings.Count(got.stdout, "\n") != 1 {
		t.Errorf("%+v", got)
	}
}

func TestDialable(t *testing.T) {
	for addr, want := range map[string]string{
		":8080": "127.0.0.1:8080", "0.0.0.0:80": "127.0.0.1:80", "[::]:80": "127.0.0.1:80",
		"127.0.0.1:8080": "127.0.0.1:8080", "[::1]:8080": "[::1]:8080", "konbit.internal:80": "konbit.internal:80",
	} {
		if got := dialable(addr); got != want {
			t.Errorf("%s: got %s, want %s", addr, got, want)
		}
	}
}
