package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/google/uuid"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/config"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/relief"
)

var ledgerKeygen = command{
	name:  "ledger keygen",
	args:  "NAME",
	short: "make the key that signs the ledger's checkpoints",
	long: `Prints the private key on standard output, and the public key on standard error. NAME is what the ledger is called from
then on, best the server's address without its scheme. Give the public key to whoever shall verify: on paper, on a page
of yours, anywhere but in the database.

  konbit ledger keygen konbit.example.org > ledger_key
  KONBIT_LEDGER_KEY_FILE=ledger_key konbit serve`,
	most: 1,
	bind: func(*flag.FlagSet) action {
		return func(_ context.Context, a *app, args []string) error {
			if len(args) == 0 {
				return misusedf("say how the ledger is called, like konbit.example.org")
			}
			private, public, err := ledger.NewKey(args[0])
			if err != nil {
				return misusedf("%s", err)
			}
			a.say("The public key, for whoever verifies: %s", public)
			_, err = fmt.Fprintln(a.stdout, private)
			return err
		}
	},
}

// ledgerKey finds the key that signs checkpoints: the one that is set, or the file beside an SQLite database, which is made
// the first time.
func (a *app) ledgerKey(engine string) error {
	private := a.config.LedgerKey
	switch {
	case private != "":
	case engine == "sqlite":
		made, err := keyBeside(strings.TrimPrefix(a.config.DatabaseURL, "sqlite:") + ".ledger-key")
		if err != nil {
			return fmt.Errorf("the ledger's key: %w", err)
		}
		private = made
	default:
		a.say("KONBIT_LEDGER_KEY is not set, so the ledger's checkpoints are not signed. Make a key once,\n" +
			"  konbit ledger keygen konbit.example.org > ledger_key\n" +
			"and name it: KONBIT_LEDGER_KEY_FILE=ledger_key. docs/ledger.md says more.")
		return nil
	}
	signer, err := ledger.NewSigner(private)
	if err != nil {
		return fmt.Errorf("KONBIT_LEDGER_KEY: %w", err)
	}
	a.signer = signer
	return nil
}

// keyBeside reads the key in a file, or makes one there that nobody else may read.
func keyBeside(file string) (string, error) {
	private, _, err := ledger.NewKey("konbit-" + uuid.NewString()[:8])
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		b, err := os.ReadFile(file)
		return strings.TrimSpace(string(b)), err
	case err != nil:
		return "", err
	}
	_, err = fmt.Fprintln(f, private)
	return private, errors.Join(err, f.Close())
}

var ledgerExport = command{
	name:  "ledger export",
	args:  "> FILE",
	short: "write the whole ledger, to be kept or verified elsewhere",
	long: `Writes every entry as a line of JSON on standard output, with all that it holds: keep the file as you keep the database.
The last line is the signed checkpoint, if there is one. konbit verify --file reads it again. What the public may have is
at /v1/ledger?leaves=true.

  konbit ledger export > ledger.ndjson`,
	groups: []config.Group{config.Database},
	bind: func(*flag.FlagSet) action {
		return func(ctx context.Context, a *app, _ []string) error {
			return a.withService(ctx, func(svc *relief.Service) error { return a.exportLedger(ctx, svc) })
		}
	},
}

func (a *app) exportLedger(ctx context.Context, svc *relief.Service) error {
	out := bufio.NewWriterSize(a.stdout, 1<<20)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	end, err := svc.LedgerSize(ctx)
	if err != nil {
		return err
	}
	bar := a.counting("Writing", end)
	defer bar.done()
	for after := int64(0); after < end; {
		page, err := svc.Ledger(ctx, api.System, api.LedgerFilter{After: after, Limit: int(min(api.MaxLimit, end-after)), Leaves: true})
		if err != nil {
			return err
		}
		for _, e := range page.Data {
			if err := lines.Encode(e); err != nil {
				return err
			}
		}
		bar.advance(int(page.Last - after))
		after = page.Last
	}
	head, err := svc.SignedHead(ctx, end)
	if err == nil && head.Note != "" {
		err = lines.Encode(head)
	}
	return errors.Join(err, out.Flush())
}

var ledgerErase = command{
	name:  "ledger erase",
	args:  "ENTRY --reason TEXT",
	short: "erase what an entry of the ledger holds, where the law asks for it",
	long: `First correct the record itself, through the API. Then erase the entries that still hold what must go: ENTRY is an id, as
a record's history shows it. The state that the entry left, the same state in the entry after it, and the reason are
overwritten for good. The entry's place and what it commits to stay, so that everything else can still be verified. That
it was erased, and why, is an entry itself.

  konbit ledger erase 01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10 --reason "Erasure asked for on 2 May, file 17."`,
	most:   1,
	groups: []config.Group{config.Database},
	bind: func(fs *flag.FlagSet) action {
		reason := fs.String("reason", "", "`TEXT` why it is erased, without what must go")
		return func(ctx context.Context, a *app, args []string) error {
			if len(args) == 0 || *reason == "" {
				return misusedf("say which entry, and why: --reason")
			}
			return a.withService(ctx, func(svc *relief.Service) error {
				if err := svc.EraseEntry(ctx, args[0], *reason); err != nil {
					return err
				}
				a.say("Erased. Copies are not reached from here: backups, exports, and what readers of the feed have kept.")
				return nil
			})
		}
	},
}
