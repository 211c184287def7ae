package config

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"
)

// files are what readFile finds in these tests.
type files map[string]string

func (f files) read(name string) ([]byte, error) {
	if text, ok := f[name]; ok {
		return []byte(text), nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func load(t *testing.T, args, environ []string, f files) (Config, error) {
	t.Helper()
	set := flag.NewFlagSet("test", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	loader := Bind(set, Groups...)
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return loader.Load(environ, f.read)
}

func TestSettings(t *testing.T) {
	t.Run("have their defaults", func(t *testing.T) {
		c, err := load(t, nil, []string{"HOME=/root", "KONBIT_ADDR="}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.DatabaseURL != "sqlite:konbit.db" || c.Addr != "127.0.0.1:8080" || !c.PublicRead || c.Demo ||
			c.DBTimeout != 30*time.Second || c.DBMaxOpen != 16 || c.LogFormat != "text" || c.Given("ADDR") {
			t.Errorf("got %+v", c)
		}
	})

	t.Run("come from a flag before the environment", func(t *testing.T) {
		c, err := load(t, []string{"--addr", ":9000", "--demo", "--public-read=false"},
			[]string{"KONBIT_ADDR=127.0.0.1:7000", "KONBIT_LOG_LEVEL=debug"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.Addr != ":9000" || !c.Demo || c.PublicRead || c.LogLevel != -4 || !c.Given("ADDR") {
			t.Errorf("got %+v", c)
		}
	})

	t.Run("of the limits can be off, or lists", func(t *testing.T) {
		c, err := load(t, nil, []string{"KONBIT_RATE_LIMIT=off", "KONBIT_RATE_LIMIT_ANONYMOUS=5/1h", "KONBIT_MAX_CONCURRENT=off",
			"KONBIT_TRUSTED_PROXIES=10.1.2.3/8, ::1", "KONBIT_CORS_READ=off", "KONBIT_CORS_WRITE=https://a.example, http://localhost:3000"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if (c.RateLimit != Rate{}) || c.RateLimitAnonymous != (Rate{5, time.Hour}) || c.MaxConcurrent != 0 || len(c.CORSRead) != 0 ||
			fmt.Sprint(c.TrustedProxies) != "[10.0.0.0/8 ::1/128]" || fmt.Sprint(c.CORSWrite) != "[https://a.example http://localhost:3000]" {
			t.Errorf("got %+v", c)
		}
	})

	t.Run("of a secret come from a file", func(t *testing.T) {
		f := files{"/run/secrets/db": "postgres://konbit:pass@db/konbit\n"}
		c, err := load(t, nil, []string{"KONBIT_DATABASE_URL_FILE=/run/secrets/db"}, f)
		if err != nil || c.DatabaseURL != "postgres://konbit:pass@db/konbit" {
			t.Errorf("got %q, %v", c.DatabaseURL, err)
		}
	})
}

func TestWrongSettings(t *testing.T) {
	for _, tt := range []struct {
		name string
		env  []string
		want []string
	}{
		{"an unknown variable names the nearest", []string{"KONBIT_DATABSE_URL=x"},
			[]string{"there is no setting KONBIT_DATABSE_URL; did you mean KONBIT_DATABASE_URL?"}},
		{"a secret given twice", []string{"KONBIT_DATABASE_URL=sqlite:a", "KONBIT_DATABASE_URL_FILE=b"},
			[]string{"KONBIT_DATABASE_URL and KONBIT_DATABASE_URL_FILE are both set"}},
		{"a secret's file that is not there", []string{"KONBIT_DATABASE_URL_FILE=/nowhere"},
			[]string{"KONBIT_DATABASE_URL_FILE: open /nowhere"}},
		{"no secret takes a file", []string{"KONBIT_ADDR_FILE=a"}, []string{"there is no setting KONBIT_ADDR_FILE"}},
		{"a database of another kind", []string{"KONBIT_DATABASE_URL=mysql://root:hunter2@x/y"}, []string{"postgres://USER"}},
		{"a database in memory", []string{"KONBIT_DATABASE_URL=sqlite::memory:"}, []string{"name a file"}},
		{"an address without a port", []string{"KONBIT_ADDR=localhost"}, []string{`"localhost" is not an address`}},
		{"a pepper that could be guessed", []string{"KONBIT_KEY_PEPPER=hunter2"}, []string{"KONBIT_KEY_PEPPER: a pepper has at least 16 characters"}},
		{"an old pepper without a new one", []string{"KONBIT_KEY_PEPPER_OLD=hunter2hunter2hunter2"}, []string{"KONBIT_KEY_PEPPER, which is not set"}},
		{"a provider without an audience", []string{"KONBIT_OIDC_ISSUER=https://login.example.org"}, []string{"set both or none"}},
		{"an audience without a provider", []string{"KONBIT_OIDC_AUDIENCE=konbit"}, []string{"set both or none"}},
		{"a provider that others can answer for", []string{"KONBIT_OIDC_ISSUER=http://login.example.org", "KONBIT_OIDC_AUDIENCE=konbit"}, []string{"must start with https://"}},
		{"a provider that is no address", []string{"KONBIT_OIDC_ISSUER=login.example.org", "KONBIT_OIDC_AUDIENCE=konbit"}, []string{"is not an address"}},
		{"all at once", []string{"KONBIT_DB_MAX_OPEN=0", "KONBIT_DB_TIMEOUT=15", "KONBIT_PUBLIC_READ=yes", "KONBIT_LOG_LEVEL=loud", "KONBIT_LOG_FORMAT=xml"},
			[]string{"KONBIT_DB_MAX_OPEN: ", "KONBIT_DB_TIMEOUT: ", "KONBIT_PUBLIC_READ: ", "KONBIT_LOG_LEVEL: ", "KONBIT_LOG_FORMAT: "}},
		{"a rate without a time", []string{"KONBIT_RATE_LIMIT=100"}, []string{`"100" is neither off nor a rate like 1200/1m`}},
		{"a rate of nothing", []string{"KONBIT_RATE_LIMIT=0/1m"}, []string{"a number from 1"}},
		{"a rate in less than a second", []string{"KONBIT_RATE_LIMIT=9/10ms"}, []string{"a time of 1s to 24h"}},
		{"too few places", []string{"KONBIT_MAX_CONCURRENT=0"}, []string{"a whole number from 4"}},
		{"a network that is none", []string{"KONBIT_TRUSTED_PROXIES=10.0.0.0/8,10.0.0.0/33"}, []string{`"10.0.0.0/33" is neither a network`}},
		{"a network in another's clothes", []string{"KONBIT_TRUSTED_PROXIES=::ffff:10.0.0.0/104"}, []string{"as the IPv4 network"}},
		{"an origin with a path", []string{"KONBIT_CORS_READ=https://a.example/"}, []string{"with nothing behind: https://a.example"}},
		{"an origin in capitals", []string{"KONBIT_CORS_READ=https://A.example"}, []string{"in lower case"}},
		{"an origin with a star", []string{"KONBIT_CORS_READ=https://*.example"}, []string{"in full"}},
		{"writes from everywhere", []string{"KONBIT_CORS_WRITE=*"}, []string{"KONBIT_CORS_WRITE: ", "in full"}},
		{"an origin without a scheme", []string{"KONBIT_CORS_WRITE=a.example"}, []string{"in full"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load(t, nil, tt.env, nil)
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Fatalf("got %v, want an error", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%q tells the password", err)
			}
		})
	}
}

func TestForeignVariablesAreLetBe(t *testing.T) {
	_, err := load(t, nil, []string{
		"KONBIT_SERVICE_HOST=10.0.0.1", "KONBIT_SERVICE_PORT=80", "KONBIT_SERVICE_PORT_HTTP=80", "KONBIT_PORT=tcp://10.0.0.1:80",
		"KONBIT_PORT_80_TCP=tcp://10.0.0.1:80", "KONBIT_PORT_80_TCP_ADDR=10.0.0.1", "KONBIT_METRICS_SERVICE_HOST=10.0.0.2",
		"KONBIT_TEST_DSN=postgres://localhost", "KONBITS=1",
	}, nil)
	if err != nil {
		t.Error(err)
	}
}

func TestADatabaseIsShownWithoutItsPassword(t *testing.T) {
	if got := Shown("postgres://konbit:hunter2@db:5432/konbit"); got != "postgres://konbit:xxxxx@db:5432/konbit" {
		t.Errorf("got %s", got)
	}
}

func TestASecretIsNotShown(t *testing.T) {
	c, err := load(t, nil, []string{"KONBIT_KEY_PEPPER=https://0123456789:abcdef@host/"}, nil)
	if err != nil || c.KeyPepper != "https://0123456789:abcdef@host/" || c.Value("KEY_PEPPER") != "(hidden)" || c.Value("KEY_PEPPER_OLD") != "" {
		t.Errorf("got %q, %q, %v", c.Value("KEY_PEPPER"), c.Value("KEY_PEPPER_OLD"), err)
	}
}

func TestDefaultsPassTheirOwnChecks(t *testing.T) {
	for _, s := range Settings() {
		if err := s.put(&Config{}, s.Default); err != nil {
			t.Errorf("%s: %v", s.Name, err)
		}
	}
}

// The document is written by: go generate ./internal/config
func TestTheDocumentIsUpToDate(t *testing.T) {
	var want bytes.Buffer
	if err := Markdown(&want); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Error("docs/configuration.md is not what internal/config/table.go says; run: go generate ./internal/config")
	}
}
