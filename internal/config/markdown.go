package config

import (
	"fmt"
	"io"
	"strings"
)

//go:generate sh -c "go run ../../cmd/konbit config --markdown > ../../docs/configuration.md"

const preface = `# Configuration

<!-- Written by "go generate ./internal/config" from internal/config/table.go. Do not edit. -->

Settings come from environment variables. Every command takes the same settings as flags: ` + "`KONBIT_DATABASE_URL`" + ` is
` + "`--database-url`" + `. A flag goes before a variable, a variable before the default. An empty variable is the same as none.

- A secret may also come from a file: ` + "`KONBIT_DATABASE_URL_FILE=/run/secrets/database-url`" + ` reads the URL from that file, without
  the line break at its end. Setting both is an error.
- An unknown variable that starts with ` + "`KONBIT_`" + ` is an error that names the nearest known one, so that a misspelt setting is
  never silently ignored. ` + "`KONBIT_TEST_…`" + ` and the variables that Kubernetes sets for a service called konbit are let be.
- ` + "`konbit config`" + ` prints the settings in force, without secrets.
`

var intros = map[Group]string{
	Database: "Taken by every command that opens the database: `serve`, `migrate`, `key` and `import`.",
	Keys:     "Taken by `serve`, `key` and `grant`, which must agree. [Keys](keys.md) explains them.",
	Server:   "Taken by `serve`. `healthcheck` takes `KONBIT_ADDR` to know where to ask.",
	Limits:   "Taken by `serve`. [operations.md](operations.md#limits) says how they work together.",
	Log:      "Taken by `serve`.",
}

// Markdown writes the table as docs/configuration.md.
func Markdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString(preface)
	for _, g := range Groups {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", g, intros[g])
		b.WriteString("| variable | flag | value | default | what it does |\n|---|---|---|---|---|\n")
		for _, s := range Settings(g) {
			name := "`" + s.Env() + "`"
			if s.Secret {
				name += " (secret: also `" + s.FileEnv() + "`)"
			}
			def := ""
			if s.DefaultText() != "" {
				def = "`" + s.DefaultText() + "`"
			}
			fmt.Fprintf(&b, "| %s | `--%s` | %s | %s | %s |\n", name, s.Flag(), s.Form, def, s.Help)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
