package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/config"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/relief"
)

var verify = command{
	name:  "verify",
	args:  "[--url ADDRESS | --file FILE] [--key PUBLIC] [--checkpoint FILE]",
	short: "recompute the ledger, and say what does not hold",
	long: `Recomputes every entry, the tree and its signed head, and compares each record with what the ledger says of it: in the
database that --database-url names; over HTTP with --url, as somebody without rights; or in a file of konbit ledger export
with --file. PUBLIC is the public key, or a file with it: get it from somewhere else than what you verify. FILE is a
checkpoint that you kept: a note, or the answer of /v1/ledger/checkpoint. With an old one, whoever rewrote what was before
it is found out, even with the key; so keep one now and then.

The first thing that does not hold is named, and the exit code is 1.

  konbit verify --database-url postgres://… --key konbit.pub --checkpoint january.txt
  konbit verify --url https://konbit.example.org --key konbit.example.org+1f2e3d4c+AQAB…`,
	groups: []config.Group{config.Database},
	bind: func(fs *flag.FlagSet) action {
		var f verifyFlags
		fs.StringVar(&f.url, "url", "", "`ADDRESS` of a server, to verify what it tells")
		fs.StringVar(&f.file, "file", "", "`FILE` of konbit ledger export")
		fs.StringVar(&f.key, "key", "", "the public key, or a file with it: `PUBLIC`")
		fs.StringVar(&f.checkpoint, "checkpoint", "", "`FILE` with a checkpoint that was kept")
		return func(ctx context.Context, a *app, _ []string) error { return a.verify(ctx, f) }
	},
}

// verifyFlags are the flags of verify.
type verifyFlags struct{ url, file, key, checkpoint string }

func (a *app) verify(ctx context.Context, f verifyFlags) error {
	if f.url != "" && f.file != "" {
		return misusedf("--url and --file are two ways; take one")
	}
	key, err := textOrFile(f.key)
	if err != nil {
		return err
	}
	var kept []ledger.Mark
	if f.checkpoint != "" {
		mark, err := readCheckpoint(f.checkpoint, key)
		if err != nil {
			return err
		}
		kept = append(kept, mark)
	}
	if key == "" {
		a.say("Without --key nobody vouches for the head: what holds then is only that everything fits together.")
	}
	switch {
	case f.url != "":
		return a.verifyServer(ctx, strings.TrimSuffix(f.url, "/"), key, kept)
	case f.file != "":
		return a.verifyFile(f.file, key, kept)
	}
	return a.verifyDatabase(ctx, key, kept)
}

// textOrFile is what a file of that name holds, or the text itself.
func textOrFile(text string) (string, error) {
	if text == "" || strings.Count(text, "+") >= 2 {
		return text, nil
	}
	b, err := os.ReadFile(text)
	return strings.TrimSpace(string(b)), err
}

// readCheckpoint reads a note, or the answer that it came in.
func readCheckpoint(file, key string) (ledger.Mark, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return ledger.Mark{}, err
	}
	if key == "" {
		return ledger.Mark{}, misusedf("a checkpoint is believed by its signature: --key names the public key")
	}
	signed := string(b)
	var answer api.LedgerCheckpoint
	if json.Unmarshal(b, &answer) == nil && answer.Note != "" {
		signed = answer.Note
	}
	c, err := ledger.OpenCheckpoint(signed, key)
	if err != nil {
		return ledger.Mark{}, fmt.Errorf("%s: %w", file, err)
	}
	return ledger.Mark{Size: c.Size, Root: c.Root, Name: "the checkpoint " + file}, nil
}

func (a *app) verifyDatabase(ctx context.Context, key string, kept []ledger.Mark) error {
	return a.withService(ctx, func(svc *relief.Service) error {
		size, err := svc.LedgerSize(ctx)
		if err != nil {
			return err
		}
		bar := a.counting("Verifying", size)
		var told int64
		done, err := svc.Verify(ctx, key, kept, func(v relief.Verified) {
			bar.advance(int(v.Entries - told))
			told = v.Entries
		})
		bar.done()
		if err != nil {
			return err
		}
		a.say("%d entries hold, %d records are as the ledger left them, and %d kept sums of coverage add up.%s", done.Entries, done.Records, done.Cells, waitingText(done.Waiting))
		return nil
	})
}

func waitingText(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" %d more wait for their place: a running server gives it.", n)
}

// verifyServer verifies what a server tells somebody without rights.
func (a *app) verifyServer(ctx context.Context, address, key string, kept []ledger.Mark) error {
	var head api.LedgerCheckpoint
	body, err := ask(ctx, address+"/v1/ledger/checkpoint")
	if err != nil {
		return err
	}
	err = json.NewDecoder(body).Decode(&head)
	if err := errors.Join(err, body.Close()); err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	mark, err := headMark(head, key)
	if err != nil {
		return err
	}
	verifier := ledger.NewVerifier(append(kept, mark)...)
	bar := a.counting("Verifying", head.Size)
	defer bar.done()
	for verifier.Size() < head.Size {
		body, err := ask(ctx, address+"/v1/ledger?format=ndjson&leaves=true&limit="+strconv.Itoa(api.MaxLimit)+"&after="+strconv.FormatInt(verifier.Size(), 10))
		if err != nil {
			return err
		}
		before := verifier.Size()
		_, err = verifyLines(body, verifier, bar)
		if err := errors.Join(err, body.Close()); err != nil {
			return err
		}
		if verifier.Size() == before {
			break
		}
	}
	return a.verified(verifier)
}

// headMark is the tree that a server or a file says it has, signed.
func headMark(head api.LedgerCheckpoint, key string) (ledger.Mark, error) {
	mark := ledger.Mark{Size: head.Size, Name: "the checkpoint that comes with it"}
	if key == "" {
		root, err := ledger.ParseHash(head.Root)
		mark.Root = root
		return mark, err
	}
	c, err := ledger.OpenCheckpoint(head.Note, key)
	if err != nil {
		return mark, err
	}
	if c.Size != head.Size {
		return mark, ledger.Faultf(0, "The checkpoint is signed for %d entries, and given out for %d", c.Size, head.Size)
	}
	mark.Root = c.Root
	return mark, nil
}

func ask(ctx context.Context, address string) (io.ReadCloser, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, usageError(err.Error())
	}
	client := &http.Client{Timeout: 10 * time.Minute}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(answer.Body, 1000))
		return nil, errors.Join(fmt.Errorf("%s answers %s: %s", address, answer.Status, bytes.TrimSpace(text)), answer.Body.Close())
	}
	return answer.Body, nil
}

func (a *app) verifyFile(name, key string, kept []ledger.Mark) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close() // only read
	verifier := ledger.NewVerifier(kept...)
	bar := a.counting("Verifying", -1)
	defer bar.done()
	head, err := verifyLines(f, verifier, bar)
	if err != nil {
		return err
	}
	if head == nil && key != "" && len(kept) == 0 {
		return ledger.Faultf(0, "The file does not end with a signed checkpoint: give one with --checkpoint, as /v1/ledger/checkpoint answers it")
	}
	if head != nil {
		mark, err := headMark(*head, key)
		if err != nil {
			return err
		}
		if mark.Size != verifier.Size() || mark.Root != verifier.Root() {
			return ledger.Faultf(0, "The %d entries of the file are not the %d that its checkpoint vouches for", verifier.Size(), mark.Size)
		}
	}
	return a.verified(verifier)
}

func (a *app) verified(v *ledger.Verifier) error {
	if err := v.Done(); err != nil {
		return err
	}
	a.say("%d entries hold.", v.Size())
	return nil
}

// verifyLines verifies entries, one a line. It returns the checkpoint that they end with, if they do.
func verifyLines(from io.Reader, v *ledger.Verifier, bar progress) (head *api.LedgerCheckpoint, err error) {
	lines := json.NewDecoder(bufio.NewReaderSize(from, 1<<20))
	for {
		var line struct {
			api.LedgerEntry
			Note string `json:"note"`
			Size int64  `json:"size"`
			Root string `json:"root"`
		}
		switch err := lines.Decode(&line); {
		case errors.Is(err, io.EOF):
			return head, nil
		case err != nil:
			return nil, fmt.Errorf("after entry %d: %w", v.Size(), err)
		}
		if line.Note != "" || line.Root != "" {
			head = &api.LedgerCheckpoint{Size: line.Size, Root: line.Root, Note: line.Note}
			continue
		}
		entry, err := ledger.LineOf(line.LedgerEntry)
		if err != nil {
			return nil, err
		}
		if _, err := v.Add(entry); err != nil {
			return nil, err
		}
		bar.advance(1)
	}
}
