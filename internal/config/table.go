package config

import (
	"slices"
	"strings"
	"time"
)

// Group is a set of settings that belong together. A command takes some groups.
type Group string

// The groups.
const (
	Database Group = "Database"
	Server   Group = "Server"
	Log      Group = "Log"
)

// Groups lists the groups in the order of the documentation.
var Groups = []Group{Database, Server, Log}

// Setting is one row of the table.
type Setting struct {
	// Name is the part after KONBIT_, like DATABASE_URL.
	Name  string
	Group Group
	// Form says what a value looks like: text, number, duration…
	Form    string
	Default string
	Help    string
	// Secret values may come from a file and are never shown.
	Secret bool
	put    func(c *Config, text string) error
}

// Env is the environment variable: KONBIT_DATABASE_URL.
func (s Setting) Env() string { return Prefix + s.Name }

// FileEnv is the variable that names a file with the value, if the setting is a secret.
func (s Setting) FileEnv() string { return s.Env() + "_FILE" }

// Flag is the flag without its dashes: database-url.
func (s Setting) Flag() string { return strings.ReplaceAll(strings.ToLower(s.Name), "_", "-") }

var table = []Setting{
	text("DATABASE_URL", Database, "sqlite:konbit.db", "sqlite:PATH or postgres://…",
		"Where the data are kept.",
		func(c *Config) *string { return &c.DatabaseURL }, databaseURL).secret(),
	number("DB_MAX_OPEN", Database, 16, 1, 10_000,
		"Most connections to the database at a time.",
		func(c *Config) *int { return &c.DBMaxOpen }),
	number("DB_MAX_IDLE", Database, 8, 1, 10_000,
		"Most connections kept open while idle.",
		func(c *Config) *int { return &c.DBMaxIdle }),
	duration("DB_CONN_LIFETIME", Database, time.Hour, time.Second,
		"How long a connection is used before a new one takes its place.",
		func(c *Config) *time.Duration { return &c.DBConnLifetime }),
	duration("DB_TIMEOUT", Database, 30*time.Second, time.Millisecond,
		"How long a request may keep the database busy before it is given up with a 503. Imports and migrations have no limit.",
		func(c *Config) *time.Duration { return &c.DBTimeout }),

	text("ADDR", Server, "127.0.0.1:8080", "host:port",
		"Where the API listens. The default is reachable from this machine only; `:8080` is reachable from everywhere; port 0 takes a free one.",
		func(c *Config) *string { return &c.Addr }, address),
	boolean("PUBLIC_READ", Server, true,
		"Whether public records may be read without a key.",
		func(c *Config) *bool { return &c.PublicRead }),
	amount("LARGE_PLEDGE", Server, "1000000.00",
		"The value in US dollars above which it takes two people to reduce or cancel a pledge; `off` is never.",
		func(c *Config) **int64 { return &c.LargePledge }),
	boolean("DEMO", Server, false,
		"Fill an empty database with the Haiti demo. Without a DATABASE_URL the demo has a database of its own that is removed at the end.",
		func(c *Config) *bool { return &c.Demo }),
	duration("READ_HEADER_TIMEOUT", Server, 5*time.Second, time.Millisecond,
		"How long a client may take to send the head of a request.",
		func(c *Config) *time.Duration { return &c.ReadHeaderTimeout }),
	duration("READ_TIMEOUT", Server, 30*time.Second, time.Millisecond,
		"How long a client may take to send a whole request.",
		func(c *Config) *time.Duration { return &c.ReadTimeout }),
	duration("IDLE_TIMEOUT", Server, 2*time.Minute, time.Millisecond,
		"How long an idle connection is kept open.",
		func(c *Config) *time.Duration { return &c.IdleTimeout }),
	duration("SHUTDOWN_TIMEOUT", Server, 20*time.Second, 0,
		"How long running requests may take to finish after SIGTERM or SIGINT.",
		func(c *Config) *time.Duration { return &c.ShutdownTimeout }),

	logLevel("LOG_LEVEL", Log, "info",
		"The least important lines that are logged."),
	choice("LOG_FORMAT", Log, "text", []string{"text", "json"},
		"The form of the log on standard error.",
		func(c *Config) *string { return &c.LogFormat }),
}

// Settings lists the settings of some groups, or all of them, in the order of the table.
func Settings(groups ...Group) []Setting {
	if len(groups) == 0 {
		return slices.Clone(table)
	}
	var list []Setting
	for _, s := range table {
		if slices.Contains(groups, s.Group) {
			list = append(list, s)
		}
	}
	return list
}

func (s Setting) secret() Setting {
	s.Secret = true
	return s
}
