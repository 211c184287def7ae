package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is the head of a tree.
type Checkpoint struct {
	Origin string // the name of the key that signs
	Size   int64
	Root   tlog.Hash
	At     time.Time // when it was signed, in its last line: "at 2024-09-05T14:03:12.480000Z"
}

// Signer signs checkpoints.
type Signer struct {
	signer note.Signer
	public string
}

// NewSigner reads a private key as [NewKey] makes it. Errors never show it.
func NewSigner(private string) (*Signer, error) {
	s, err := note.NewSigner(strings.TrimSpace(private))
	if err != nil {
		return nil, errPrivate
	}
	public, err := publicOf(strings.TrimSpace(private))
	if err != nil {
		return nil, err
	}
	return &Signer{s, public}, nil
}

// Public is the key that verifies: NAME+HASH+BASE64.
func (s *Signer) Public() string { return s.public }

// Origin is the name of the key.
func (s *Signer) Origin() string { return s.signer.Name() }

// Sign writes a checkpoint under the key's name as a signed note (C2SP tlog-checkpoint).
func (s *Signer) Sign(c Checkpoint) (string, error) {
	text := s.Origin() + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n" + signedAt + c.At.UTC().Format(instant) + "\n"
	signed, err := note.Sign(&note.Note{Text: text}, s.signer)
	return string(signed), err
}

// OpenCheckpoint reads a signed note and verifies it with a public key.
func OpenCheckpoint(signed, public string) (Checkpoint, error) {
	verifier, err := note.NewVerifier(strings.TrimSpace(public))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("the public key: %w", err)
	}
	n, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("the checkpoint is not signed by %s: %w", verifier.Name(), err)
	}
	c, err := parseCheckpoint(n.Text)
	if err == nil && c.Origin != verifier.Name() {
		err = fmt.Errorf("the checkpoint is of %s, and the key of %s", c.Origin, verifier.Name())
	}
	return c, err
}

func parseCheckpoint(text string) (c Checkpoint, err error) {
	lines := strings.SplitN(text, "\n", 4)
	if len(lines) < 4 {
		return c, errors.New("a checkpoint has four lines: origin, size, root, time")
	}
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil || c.Size < 0 || strconv.FormatInt(c.Size, 10) != lines[1] {
		return c, fmt.Errorf("%q is no size of a tree", lines[1])
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return c, fmt.Errorf("%q is no root of a tree", lines[2])
	}
	c.Origin, c.Root = lines[0], tlog.Hash(root)
	at, ok := strings.CutPrefix(strings.TrimSuffix(lines[3], "\n"), signedAt)
	if c.At, err = time.Parse(instant, at); err != nil || !ok {
		return c, fmt.Errorf("%q does not say when", lines[3])
	}
	return c, nil
}

const signedAt = "at "
