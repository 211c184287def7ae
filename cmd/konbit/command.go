package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/internal/config"
	"github.com/konbit-aid/konbit/internal/ledger"
)

// app is what a command works with.
type app struct {
	config  config.Config
	signer  *ledger.Signer // of the ledger's checkpoints, where serve has a key
	environ []string
	stdin   io.Reader
	stdout  io.Writer
	stderr  io.Writer
}

// say writes a line for the person who runs the command.
func (a *app) say(format string, args ...any) { fmt.Fprintf(a.stderr, format+"\n", args...) }

// action does a command's work; args are what stands beside the flags.
type action func(ctx context.Context, a *app, args []string) error

// command is one row of the table.
type command struct {
	name  string // "key create"
	args  string // what may follow, like "--org CODE"
	short string // one line for the list of commands
	long  string // more, for its own help
	// most is how many arguments beside the flags it takes.
	most int
	// groups are the settings that it takes as flags.
	groups []config.Group
	// bind adds the command's own flags and returns what to do once they are parsed.
	bind func(fs *flag.FlagSet) action
}

// commands is the table, in the order of the help.
func commands() []command {
	return []command{serve, migrateUp, migrateStatus, keyCreate, keyList, keyRotate, keyRevoke, grantCreate, grantList, grantRevoke, importFile, verify, rebuild, ledgerKeygen, ledgerExport, ledgerErase, healthcheck, configuration, version, helpCommand}
}

// run parses the arguments and does the work.
func (c command) run(ctx context.Context, a *app, args []string) error {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	act := c.bind(fs)
	var settings *config.Loader
	if c.groups != nil {
		settings = config.Bind(fs, c.groups...)
	}
	rest, err := parse(fs, args)
	if errors.Is(err, flag.ErrHelp) {
		c.help(a.stdout)
		return nil
	}
	if err == nil && len(rest) > c.most {
		err = fmt.Errorf("%q is too much", rest[c.most])
	}
	if err != nil {
		return c.misused(doubleDash(err.Error()))
	}
	if settings != nil {
		if a.config, err = settings.Load(a.environ, os.ReadFile); err != nil {
			return usageError(err.Error())
		}
	}
	err = act(ctx, a, rest)
	if wrong, ok := errors.AsType[usageError](err); ok {
		return c.misused(string(wrong))
	}
	return err
}

// misused is a usage error that says how the command is used.
func (c command) misused(why string) error {
	return usageError(why + "\nusage: konbit " + strings.TrimSpace(c.name+" "+c.args) + "\nkonbit help " + c.name + " explains it.")
}

// misusedf is what an action returns for a wrong command line.
func misusedf(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// parse reads flags wherever they stand and returns the other arguments; all that follows "--" is one of them.
func parse(fs *flag.FlagSet, args []string) (rest []string, err error) {
	var last []string
	if i := slices.Index(args, "--"); i >= 0 {
		args, last = args[:i], args[i+1:]
	}
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return append(rest, last...), nil
		}
		rest, args = append(rest, fs.Arg(0)), fs.Args()[1:]
	}
}

// doubleDash writes flags with the two dashes that our help uses.
func doubleDash(message string) string {
	return strings.Replace(message, ": -", ": --", 1)
}

// find takes the command's name off the arguments.
func find(args []string) (command, []string, error) {
	var names, inner []string
	for _, c := range commands() {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && slices.Equal(args[:len(words)], words) {
			return c, args[len(words):], nil
		}
		names = append(names, words[0])
		if words[0] == args[0] {
			inner = append(inner, words[1])
		}
	}
	switch {
	case args[0] == "-h" || args[0] == "--help" || args[0] == "-help":
		return helpCommand, nil, nil
	case args[0] == "--version":
		return version, nil, nil
	case len(inner) > 0:
		return command{}, nil, usageError("konbit " + args[0] + " is followed by " + strings.Join(inner, " or "))
	}
	return command{}, nil, usageError(fmt.Sprintf("there is no command %q; did you mean %s? konbit help lists them all.",
		args[0], config.Nearest(args[0], names)))
}
