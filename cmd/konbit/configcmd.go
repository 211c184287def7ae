package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/konbit-aid/konbit/internal/config"
)

var configuration = command{
	name:   "config",
	args:   "[--markdown]",
	short:  "show the settings in force",
	long:   "Checks every setting and prints it as KONBIT_NAME=value, secrets hidden.",
	groups: config.Groups,
	bind: func(fs *flag.FlagSet) action {
		markdown := fs.Bool("markdown", false, "print the table of all settings instead, as in docs/configuration.md")
		return func(_ context.Context, a *app, _ []string) error {
			if *markdown {
				return config.Markdown(a.stdout)
			}
			for _, s := range config.Settings() {
				from := ""
				if !a.config.Given(s.Name) {
					from = "  # default"
				}
				fmt.Fprintf(a.stdout, "%s=%s%s\n", s.Env(), a.config.Value(s.Name), from)
			}
			return nil
		}
	},
}
