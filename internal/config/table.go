package config

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Group is a set of settings that belong together. A command takes some groups.
type Group string

// The groups.
const (
	Database Group = "Database"
	Keys     Group = "Keys"
	Ledger   Group = "Ledger"
	Server   Group = "Server"
	Limits   Group = "Limits"
	Log      Group = "Log"
)

// Groups lists the groups in the order of the documentation.
var Groups = []Group{Database, Keys, Ledger, Server, Limits, Log}

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
	// shown is what may be seen of a secret.
	shown func(text string) string
	put   func(c *Config, text string) error
}

// Env is the environment variable: KONBIT_DATABASE_URL.
func (s Setting) Env() string { return Prefix + s.Name }

// FileEnv is the variable that names a file with the value, if the setting is a secret.
func (s Setting) FileEnv() string { return s.Env() + "_FILE" }

// DefaultText is the default for people.
func (s Setting) DefaultText() string { return cmp.Or(s.Default, "none") }

// Flag is the flag without its dashes: database-url.
func (s Setting) Flag() string { return strings.ReplaceAll(strings.ToLower(s.Name), "_", "-") }

var table = []Setting{
	text("DATABASE_URL", Database, "sqlite:konbit.db", "sqlite:PATH or postgres://…",
		"Where the data are kept.",
		func(c *Config) *string { return &c.DatabaseURL }, databaseURL).secret(),
	number("DB_MAX_OPEN", Database, 16, 1, 10_000,
		"Most connections to the database at a time.",
		func(c *Config) *int { return &c.DBMaxOpen }),
	number("DB_MAX_IDLE", Database, 16, 1, 10_000,
		"Most connections kept open while idle, for five minutes. Fewer than DB_MAX_OPEN are ended and opened again and again under load.",
		func(c *Config) *int { return &c.DBMaxIdle }),
	duration("DB_CONN_LIFETIME", Database, time.Hour, time.Second,
		"How long a connection is used before a new one takes its place.",
		func(c *Config) *time.Duration { return &c.DBConnLifetime }),
	duration("DB_TIMEOUT", Database, 30*time.Second, time.Millisecond,
		"How long a request may keep the database busy before it is given up with a 503. Imports and migrations have no limit.",
		func(c *Config) *time.Duration { return &c.DBTimeout }),

	text("KEY_PEPPER", Keys, "", "at least 16 characters",
		"The secret by which keys are digested for the database, so that a copy of the database alone is not enough to recognise a key.",
		func(c *Config) *string { return &c.KeyPepper }, pepper).hidden(),
	text("KEY_PEPPER_OLD", Keys, "", "at least 16 characters",
		"The pepper before this one. Keys that were made under it work on, and are moved to the new one when they are used. Without it that holds for keys that were made without a pepper.",
		func(c *Config) *string { return &c.KeyPepperOld }, pepper).hidden(),
	text("OIDC_ISSUER", Keys, "", "https://…",
		"The OpenID Connect provider whose tokens are taken beside keys, for whom a grant was made. Needs `KONBIT_OIDC_AUDIENCE`.",
		func(c *Config) *string { return &c.OIDCIssuer }, issuer),
	text("OIDC_AUDIENCE", Keys, "", "text",
		"What the provider calls this server: tokens for another audience are refused.",
		func(c *Config) *string { return &c.OIDCAudience }, anything),

	text("LEDGER_KEY", Ledger, "", "a key of konbit ledger keygen",
		"The private key that signs the ledger's checkpoints. Where the database is an SQLite file and none is set, `serve` makes one beside it, in `FILE.ledger-key`. On PostgreSQL the checkpoints are not signed without it.",
		func(c *Config) *string { return &c.LedgerKey }, anything).hidden(),

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
	text("IMPORT_DIR", Server, "", "directory",
		"Where files that are sent to be imported are kept until that is done. `konbit-imports` in the system's temporary directory if left out. Each instance has its own, or they share one.",
		func(c *Config) *string { return &c.ImportDir }, anything),
	number("IMPORT_MAX", Server, 256, 1, 100_000,
		"Most MiB of one file that is sent to be imported.",
		func(c *Config) *int { return &c.ImportMax }),
	number("IMPORT_SPOOL", Server, 1024, 1, 1_000_000,
		"Most MiB of all such files together. What finds no room is a 503.",
		func(c *Config) *int { return &c.ImportSpool }),
	boolean("WEBHOOKS", Server, true,
		"Whether this instance sends webhooks.",
		func(c *Config) *bool { return &c.Webhooks }),
	networks("WEBHOOK_ALLOW",
		"Private, local or reserved networks that webhooks may reach all the same. None by default.",
		func(c *Config) *[]netip.Prefix { return &c.WebhookAllow }).in(Server),
	duration("READ_HEADER_TIMEOUT", Server, 5*time.Second, time.Millisecond,
		"How long a client may take to send the head of a request.",
		func(c *Config) *time.Duration { return &c.ReadHeaderTimeout }),
	duration("READ_TIMEOUT", Server, 30*time.Second, time.Millisecond,
		"How long a client may take to send a whole request.",
		func(c *Config) *time.Duration { return &c.ReadTimeout }),
	duration("WRITE_TIMEOUT", Server, 30*time.Second, time.Millisecond,
		"How long a client may take to read a piece of the answer (64 KiB) before it is cut off. A long answer has the time anew for each piece.",
		func(c *Config) *time.Duration { return &c.WriteTimeout }),
	duration("QUESTION_TIMEOUT", Server, 10*time.Second, time.Millisecond,
		"How long one read may take that is answered in one piece. Beyond that it is a 422 that says how to ask for less. Exports of whole lists have no limit.",
		func(c *Config) *time.Duration { return &c.QuestionTimeout }),
	duration("IDLE_TIMEOUT", Server, 2*time.Minute, time.Millisecond,
		"How long an idle connection is kept open.",
		func(c *Config) *time.Duration { return &c.IdleTimeout }),
	duration("SHUTDOWN_TIMEOUT", Server, 20*time.Second, 0,
		"How long running requests may take to finish after SIGTERM or SIGINT.",
		func(c *Config) *time.Duration { return &c.ShutdownTimeout }),

	rate("RATE_LIMIT", "1200/1m",
		"How often one key may ask. `off` turns this and the two rates below off.",
		func(c *Config) *Rate { return &c.RateLimit }),
	rate("RATE_LIMIT_ANONYMOUS", "600/1m",
		"How often one address may ask without a key. Of IPv6 it is the first 64 bits that count.",
		func(c *Config) *Rate { return &c.RateLimitAnonymous }),
	rate("RATE_LIMIT_FAILED", "30/1m",
		"How often one address may show a key that is not known. Beyond that its keys are not looked at until the time is over.",
		func(c *Config) *Rate { return &c.RateLimitFailed }),
	limit("MAX_CONCURRENT", 256, 4, 1_000_000,
		"Most requests at work at once; one address or key gets a quarter of them. What is beyond is a 503.",
		func(c *Config) *int { return &c.MaxConcurrent }),
	limit("MAX_BODIES", 16, 10, 100_000,
		"Most MiB of request bodies in memory at once. What finds no room for two seconds is a 503.",
		func(c *Config) *int { return &c.MaxBodies }),
	limit("MAX_EXPENSIVE", 4, 1, 10_000,
		"Most expensive questions at work at once, and as many exports of whole lists: each holds a connection to the database. What finds no room for five seconds is a 503.",
		func(c *Config) *int { return &c.MaxExpensive }),
	limit("MAX_FOLLOWERS", 256, 1, 1_000_000,
		"Most clients that follow the ledger at once. What is beyond is a 503.",
		func(c *Config) *int { return &c.MaxFollowers }),
	limit("CACHE", 64, 1, 1_000_000,
		"Most MiB of answers kept in memory for readers without a key. They are given again while nothing is written.",
		func(c *Config) *int { return &c.Cache }),
	networks("TRUSTED_PROXIES",
		"The proxies whose X-Forwarded-For, Forwarded and X-Forwarded-Proto are believed. None by default. Behind a proxy that is not named here all clients look like one.",
		func(c *Config) *[]netip.Prefix { return &c.TrustedProxies }),
	origins("CORS_READ", "*", true,
		"The web pages whose scripts may read (GET and HEAD).",
		func(c *Config) *[]string { return &c.CORSRead }),
	origins("CORS_WRITE", Off, false,
		"The web pages whose scripts may write.",
		func(c *Config) *[]string { return &c.CORSWrite }),

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

// in moves a setting to another group.
func (s Setting) in(g Group) Setting {
	s.Group = g
	return s
}

// secret is shown as far as it is none: the URL of a database without its password.
func (s Setting) secret() Setting {
	s.Secret, s.shown = true, Shown
	return s
}

// hidden is a secret of which nothing is shown but that it is there.
func (s Setting) hidden() Setting {
	s.Secret, s.shown = true, func(text string) string {
		if text == "" {
			return ""
		}
		return "(hidden)"
	}
	return s
}
