package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// NewKey makes an Ed25519 key under a name, which is best the server's address without its scheme.
func NewKey(name string) (private, public string, err error) {
	seed := make([]byte, ed25519.SeedSize)
	_, _ = rand.Read(seed) // it never fails
	return KeyOf(name, seed)
}

// KeyOf makes the key of a seed of 32 bytes.
func KeyOf(name string, seed []byte) (private, public string, err error) {
	if name == "" || strings.ContainsAny(name, "+ \t\r\n") {
		return "", "", fmt.Errorf("the name of a key is one word without +, not %q", name)
	}
	if public, err = publicKey(name, seed); err != nil {
		return "", "", err
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return "", "", err
	}
	hash := binary.BigEndian.AppendUint32(nil, verifier.KeyHash())
	return fmt.Sprintf("PRIVATE+KEY+%s+%x+%s", name, hash, base64.StdEncoding.EncodeToString(append([]byte{ed25519Signature}, seed...))), public, nil
}

// ed25519Signature is the number of the algorithm in a signed note.
const ed25519Signature = 1

func publicKey(name string, seed []byte) (string, error) {
	public, ok := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	if !ok {
		return "", errPrivate
	}
	return note.NewEd25519VerifierKey(name, public)
}

// publicOf makes the public key of a private one: PRIVATE+KEY+NAME+HASH+BASE64 of the algorithm and the seed.
func publicOf(private string) (string, error) {
	fields := strings.SplitN(private, "+", 5)
	if len(fields) != 5 {
		return "", errPrivate
	}
	seed, err := base64.StdEncoding.DecodeString(fields[4])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return "", errPrivate
	}
	return publicKey(fields[2], seed[1:])
}

var errPrivate = errors.New("that is no private key as konbit ledger keygen makes it")
