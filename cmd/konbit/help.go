package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/konbit-aid/konbit/internal/config"
)

var helpCommand = command{
	name:  "help",
	args:  "[COMMAND]",
	short: "list the commands, or explain one",
	long:  "Without a command it lists them all.",
	most:  2,
}

func init() {
	// Here, because the table of commands holds help and help reads the table.
	helpCommand.bind = func(*flag.FlagSet) action {
		return func(_ context.Context, a *app, args []string) error {
			if len(args) == 0 {
				help(a.stdout)
				return nil
			}
			c, rest, err := find(args)
			if err == nil && len(rest) > 0 {
				err = usageError(fmt.Sprintf("there is no command %q", strings.Join(args, " ")))
			}
			if err != nil {
				return err
			}
			c.help(a.stdout)
			return nil
		}
	}
}

// help writes the list of commands.
func help(w io.Writer) {
	fmt.Fprint(w, "konbit: who needs what, where, and who pledged what for it\n\nUsage: konbit COMMAND [arguments] [flags]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-16s %s\n", c.name, c.short)
	}
	fmt.Fprint(w, "\nkonbit help COMMAND explains one and lists its flags. Settings come from KONBIT_… variables,\n"+
		"flags mirror them; konbit config shows those in force. Exit codes: 0 done, 1 failed, 2 wrong usage.\n")
}

// help writes what the command does and takes.
func (c command) help(w io.Writer) {
	fmt.Fprintf(w, "konbit %s: %s\n\nUsage: konbit %s\n", c.name, c.short, strings.TrimSpace(c.name+" "+c.args))
	if c.long != "" {
		fmt.Fprintf(w, "\n%s\n", c.long)
	}
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	c.bind(fs)
	var lines []string
	fs.VisitAll(func(f *flag.Flag) {
		name, usage := flag.UnquoteUsage(f)
		lines = append(lines, fmt.Sprintf("  %s\n        %s%s\n", strings.TrimSpace("--"+f.Name+" "+name), usage, defaultOf(f)))
	})
	if len(lines) > 0 {
		fmt.Fprintf(w, "\nFlags:\n%s", strings.Join(lines, ""))
	}
	if c.groups == nil {
		return
	}
	fmt.Fprint(w, "\nSettings, as flags or variables:\n")
	for _, s := range config.Settings(c.groups...) {
		fmt.Fprintf(w, "  --%s, %s (%s; default %s)\n        %s\n", s.Flag(), s.Env(), s.Form, s.DefaultText(), strings.ReplaceAll(s.Help, "`", ""))
	}
}

func defaultOf(f *flag.Flag) string {
	if f.DefValue == "" || f.DefValue == "false" || f.DefValue == "0" {
		return ""
	}
	return " (default " + f.DefValue + ")"
}
