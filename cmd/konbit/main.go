// Command konbit is the server and everything that its operator does: keys,
// imports, migrations. "konbit help" lists the commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/google/uuid"

	"github.com/konbit-aid/konbit/api"
)

func main() {
	uuid.EnableRandPool() // ids are no secrets: what is to come may lie in memory
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal stops politely; a second one ends the process at once.
	context.AfterFunc(ctx, stop)
	os.Exit(conclude(os.Stderr, run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)))
}

// run does what the arguments say, until it is done or ctx is. What a command
// makes goes to stdout, everything else that it says to stderr.
func run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) error {
	a := &app{environ: environ, stdin: stdin, stdout: stdout, stderr: stderr}
	if len(args) == 0 {
		help(stderr)
		return usageError("say what to do")
	}
	cmd, rest, err := find(args)
	if err != nil {
		return err
	}
	return cmd.run(ctx, a, rest)
}

// usageError says that the command line is wrong.
type usageError string

// Error returns the sentence.
func (e usageError) Error() string { return string(e) }

// conclude says what went wrong and returns the exit code: 0 for done, 1 for failed, 2 for wrong usage.
func conclude(stderr io.Writer, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "konbit:", plain(err))
	if _, ok := errors.AsType[usageError](err); ok {
		return 2
	}
	return 1
}

// plain is the error for the person at the terminal, who runs the program and
// so is told the cause that a caller of the API is not.
func plain(err error) string {
	e, ok := errors.AsType[*api.Error](err)
	if !ok {
		return err.Error()
	}
	text := e.Detail
	if cause := errors.Unwrap(e); cause != nil {
		text = cause.Error()
	}
	for _, f := range e.Fields {
		text += "\n  " + f.Pointer + ": " + f.Detail
	}
	return strings.Replace(err.Error(), e.Error(), text, 1)
}
