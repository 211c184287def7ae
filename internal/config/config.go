package config

import (
	"flag"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"time"
)

// Prefix starts the name of every environment variable that Konbit reads.
const Prefix = "KONBIT_"

// Config holds the settings of one command, checked.
type Config struct {
	DatabaseURL    string
	DBMaxOpen      int
	DBMaxIdle      int
	DBConnLifetime time.Duration
	DBTimeout      time.Duration

	KeyPepper    string
	KeyPepperOld string
	OIDCIssuer   string
	OIDCAudience string

	LedgerKey string

	Addr              string
	PublicRead        bool
	Demo              bool
	ImportDir         string // "" is a directory of the system's for what is temporary
	ImportMax         int    // in MiB
	ImportSpool       int    // in MiB
	Webhooks          bool
	WebhookAllow      []netip.Prefix
	LargePledge       *int64 // in cents of a US dollar; nil is off
	ReadHeaderTimeout time.Duration
	ReadTimeout       time.Duration
	WriteTimeout      time.Duration
	QuestionTimeout   time.Duration
	IdleTimeout       time.Duration
	ShutdownTimeout   time.Duration

	RateLimit          Rate
	RateLimitAnonymous Rate
	RateLimitFailed    Rate
	MaxConcurrent      int // 0 is no limit
	MaxBodies          int // in MiB; 0 is no limit
	MaxExpensive       int // 0 is no limit
	MaxFollowers       int // 0 is no limit
	Cache              int // in MiB; 0 is none
	TrustedProxies     []netip.Prefix
	CORSRead           []string
	CORSWrite          []string

	LogLevel  slog.Level
	LogFormat string

	given  map[string]bool
	values map[string]string
}

// Given tells whether somebody set the setting, like DATABASE_URL, or it has its default.
func (c Config) Given(name string) bool { return c.given[name] }

// Value returns the setting as it was written, or its default. A secret is
// shown as far as it is none.
func (c Config) Value(name string) string { return c.values[name] }

// Loader reads the settings of some groups, after the command's flags are parsed.
type Loader struct {
	groups []Group
	flags  map[string]string
}

// Bind adds a flag for each setting of the groups.
func Bind(fs *flag.FlagSet, groups ...Group) *Loader {
	l := &Loader{groups: groups, flags: map[string]string{}}
	for _, s := range Settings(groups...) {
		keep := func(text string) error {
			l.flags[s.Name] = text
			return nil
		}
		if s.Form == formBool {
			fs.BoolFunc(s.Flag(), s.Help, keep)
		} else {
			fs.Func(s.Flag(), s.Help, keep)
		}
	}
	return l
}

// Load reads each setting from its flag, else from its environment variable,
// else from the file that NAME_FILE names if it is a secret, else takes the
// default. The error names everything that is wrong, unknown KONBIT_ variables
// of any group included.
func (l *Loader) Load(environ []string, readFile func(string) ([]byte, error)) (Config, error) {
	c := Config{given: map[string]bool{}, values: map[string]string{}}
	env, faults := known(environ)
	for _, s := range Settings(l.groups...) {
		from, text, err := l.find(s, env, readFile)
		if err != nil {
			faults = append(faults, err.Error())
			continue
		}
		c.given[s.Name] = from != ""
		if from == "" {
			text = s.Default
		}
		c.values[s.Name] = text
		if s.Secret {
			c.values[s.Name] = s.shown(text)
		}
		if err := s.put(&c, text); err != nil {
			faults = append(faults, fmt.Sprintf("%s: %s", from, err))
		}
	}
	if (c.OIDCIssuer == "") != (c.OIDCAudience == "") {
		faults = append(faults, "KONBIT_OIDC_ISSUER and KONBIT_OIDC_AUDIENCE go together; set both or none")
	}
	if c.KeyPepperOld != "" && c.KeyPepper == "" {
		faults = append(faults, "KONBIT_KEY_PEPPER_OLD is the pepper before KONBIT_KEY_PEPPER, which is not set")
	}
	if len(faults) > 0 {
		return Config{}, &Error{faults}
	}
	return c, nil
}

// find returns where the setting was set and to what; nowhere is "".
func (l *Loader) find(s Setting, env map[string]string, readFile func(string) ([]byte, error)) (from, text string, err error) {
	if text, ok := l.flags[s.Name]; ok {
		return "--" + s.Flag(), text, nil
	}
	value, file := env[s.Env()], env[s.FileEnv()]
	switch {
	case value != "" && s.Secret && file != "":
		return "", "", fmt.Errorf("%s and %s are both set; keep one", s.Env(), s.FileEnv())
	case value != "":
		return s.Env(), value, nil
	case s.Secret && file != "":
		b, err := readFile(file)
		if err != nil {
			return "", "", fmt.Errorf("%s: %w", s.FileEnv(), err)
		}
		return s.FileEnv(), strings.TrimRight(string(b), "\r\n"), nil
	}
	return "", "", nil
}

// Error lists everything that is wrong with the settings.
type Error struct {
	Faults []string
}

// Error returns the faults, one a line.
func (e *Error) Error() string { return strings.Join(e.Faults, "\n") }
