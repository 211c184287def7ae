package ledger_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/konbit-aid/konbit/internal/ledger"
)

// stored is a tree of so many leaves, and the hashes that are stored for it.
func stored(size int) (roots []ledger.Hash, leaves []ledger.Hash, all tlog.HashReaderFunc) {
	var tree ledger.Range
	var hashes []ledger.Hash
	for n := range size {
		leaf := tlog.RecordHash(fmt.Append(nil, "entry ", n))
		leaves = append(leaves, leaf)
		hashes = append(hashes, tree.Add(leaf)...)
		roots = append(roots, tree.Root())
	}
	return roots, leaves, func(indexes []int64) ([]ledger.Hash, error) {
		out := make([]ledger.Hash, len(indexes))
		for i, n := range indexes {
			if n < 0 || n >= int64(len(hashes)) {
				return nil, fmt.Errorf("there is no hash %d", n)
			}
			out[i] = hashes[n]
		}
		return out, nil
	}
}

// TestTheTreeIsThatOfRFC6962 compares with golang.org/x/mod/sumdb/tlog, whose tests compare with Certificate Transparency.
func TestTheTreeIsThatOfRFC6962(t *testing.T) {
	roots, _, hashes := stored(100)
	for size := int64(1); size <= 100; size++ {
		want, err := tlog.TreeHash(size, hashes)
		if err != nil || want != roots[size-1] {
			t.Fatalf("the root of %d is %s, want %s (%v)", size, roots[size-1], want, err)
		}
		resumed, err := ledger.Resume(size, hashes)
		if err != nil || resumed.Root() != want || resumed.Size() != size {
			t.Fatalf("resumed at %d: %v %v", size, resumed, err)
		}
	}
	var none ledger.Range
	if want, _ := tlog.TreeHash(0, nil); none.Root() != want {
		t.Error("the root of nothing")
	}
}

func TestProofs(t *testing.T) {
	roots, leaves, hashes := stored(40)
	for size := int64(1); size <= 40; size++ {
		for seq := int64(1); seq <= size; seq++ {
			p, err := ledger.Inclusion(size, seq, hashes)
			if err == nil {
				err = ledger.CheckInclusion(p, size, roots[size-1], seq, leaves[seq-1])
			}
			if err != nil {
				t.Fatalf("entry %d of %d: %v", seq, size, err)
			}
			c, err := ledger.Consistency(seq, size, hashes)
			if err == nil {
				err = ledger.CheckConsistency(c, seq, roots[seq-1], size, roots[size-1])
			}
			if err != nil {
				t.Fatalf("from %d to %d: %v", seq, size, err)
			}
		}
	}
}

// TestAlteredProofsAreRefused changes one thing of a proof, at random, and asks.
func TestAlteredProofsAreRefused(t *testing.T) {
	roots, leaves, hashes := stored(200)
	random := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		size := 2 + random.Int64N(199)
		seq := 1 + random.Int64N(size)
		proof, err := ledger.Inclusion(size, seq, hashes)
		if err != nil {
			t.Fatal(err)
		}
		root, leaf := roots[size-1], leaves[seq-1]
		switch random.IntN(5) {
		case 0:
			root[random.IntN(32)] ^= 1 << random.IntN(8)
		case 1:
			leaf[random.IntN(32)] ^= 1 << random.IntN(8)
		case 2:
			proof[random.IntN(len(proof))][random.IntN(32)] ^= 1 << random.IntN(8)
		case 3:
			proof = proof[:len(proof)-1]
		case 4:
			other := 1 + random.Int64N(size)
			if other == seq {
				continue
			}
			seq = other
		}
		if ledger.CheckInclusion(proof, size, root, seq, leaf) == nil {
			t.Fatalf("accepted: entry %d of %d", seq, size)
		}
	}
}

func FuzzProofs(f *testing.F) {
	roots, leaves, hashes := stored(64)
	good, err := ledger.Inclusion(50, 20, hashes)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(int64(50), int64(20), flat(good))
	f.Add(int64(1), int64(1), []byte{})
	f.Fuzz(func(t *testing.T, size, seq int64, path []byte) {
		if size > 64 || len(path) > 20*32 {
			return
		}
		var proof tlog.RecordProof
		for len(path) >= 32 {
			proof = append(proof, ledger.Hash(path[:32]))
			path = path[32:]
		}
		if size < 1 || seq < 1 || seq > size {
			if ledger.CheckInclusion(proof, size, roots[0], seq, leaves[0]) == nil {
				t.Fatalf("accepted outside of the tree: %d of %d", seq, size)
			}
			return
		}
		want, err := ledger.Inclusion(size, seq, hashes)
		if err != nil {
			t.Fatal(err)
		}
		accepted := ledger.CheckInclusion(proof, size, roots[size-1], seq, leaves[seq-1]) == nil
		if accepted != bytes.Equal(flat(proof), flat(want)) {
			t.Fatalf("accepted %v: entry %d of %d", accepted, seq, size)
		}
		if from := seq; from < size {
			old, err := ledger.Consistency(from, size, hashes)
			if err != nil {
				t.Fatal(err)
			}
			if ledger.CheckConsistency(tlog.TreeProof(proof), from, roots[from-1], size, roots[size-1]) == nil && !bytes.Equal(flat(proof), flat(tlog.RecordProof(old))) {
				t.Fatalf("accepted: from %d to %d", from, size)
			}
		}
	})
}

func flat(p tlog.RecordProof) (all []byte) {
	for _, h := range p {
		all = append(all, h[:]...)
	}
	return all
}

func TestTiles(t *testing.T) {
	_, leaves, hashes := stored(600)
	for _, tt := range []struct {
		level int
		n     int64
		want  int
	}{{0, 0, 256}, {0, 2, 88}, {1, 0, 2}, {0, 3, 0}, {2, 0, 0}, {-1, 0, 0}, {0, -1, 0}, {9, 0, 0}} {
		data, err := ledger.Tile(600, tt.level, tt.n, hashes)
		if (err == nil) != (tt.want > 0) || len(data) != 32*tt.want {
			t.Errorf("tile %d/%d: %d hashes, %v", tt.level, tt.n, len(data)/32, err)
		}
		if tt.level == 0 && err == nil && !bytes.Equal(data[:32], leaves[tt.n*256][:]) {
			t.Errorf("tile 0/%d begins with another leaf", tt.n)
		}
	}
}

func TestCheckpoints(t *testing.T) {
	private, public, err := ledger.NewKey("konbit.example.org")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ledger.NewSigner(private + "\n")
	if err != nil || signer.Public() != public {
		t.Fatal(err, signer)
	}
	c := ledger.Checkpoint{Origin: "konbit.example.org", Size: 12, Root: tlog.RecordHash([]byte("x")), At: time.Date(2024, 9, 5, 14, 3, 12, 480_000_000, time.UTC)}
	signed, err := signer.Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ledger.OpenCheckpoint(signed, public); err != nil || got != c {
		t.Errorf("%+v, %v", got, err)
	}
	for i := range signed {
		altered := []byte(signed)
		altered[i] ^= 1
		if got, err := ledger.OpenCheckpoint(string(altered), public); err == nil && got != c {
			t.Fatalf("byte %d was changed: %+v", i, got)
		}
	}
	_, other, _ := ledger.NewKey("konbit.example.org")
	if _, err := ledger.OpenCheckpoint(signed, other); err == nil {
		t.Error("another key of that name verifies it")
	}
	for _, wrong := range []string{"", "x", public, strings.Replace(private, "PRIVATE", "PUBLIC", 1), private[:len(private)-4]} {
		if _, err := ledger.NewSigner(wrong); err == nil {
			t.Errorf("%q is taken for a private key", wrong)
		} else if len(wrong) > 20 && strings.Contains(err.Error(), wrong[len(wrong)-20:]) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
	for _, name := range []string{"", "a b", "a+b"} {
		if _, _, err := ledger.NewKey(name); err == nil {
			t.Errorf("%q is taken for a name", name)
		}
	}
}

// TestALeafIsAsTheDocumentSays is the example that other programs can be held to.
func TestALeafIsAsTheDocumentSays(t *testing.T) {
	salt := bytes.Repeat([]byte{1}, ledger.SaltSize)
	var contents [4][]byte
	contents[ledger.After] = []byte(`{"id":"x"}`)
	c := ledger.Commit(salt, contents)
	h := ledger.Head{ID: "01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10", At: time.Date(2024, 9, 5, 14, 3, 12, 0, time.UTC), Organization: "usaid", Resource: "pledges", Record: "x", Action: "create"}
	want := "konbit-ledger-entry-v1\n36:01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10\n27:2024-09-05T14:03:12.000000Z\n5:usaid\n7:pledges\n1:x\n6:create\n0:\n0:\n0:\n64:" +
		fmt.Sprintf("%x", c[ledger.After].Digest) + "\n"
	if got := string(ledger.Record(h, c)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if !c[ledger.After].Holds([]byte(`{"id":"x"}`)) || c[ledger.After].Holds([]byte(`{"id":"y"}`)) {
		t.Error("the commitment does not bind")
	}
	if other := ledger.Commit(bytes.Repeat([]byte{2}, ledger.SaltSize), contents); bytes.Equal(other[ledger.After].Digest, c[ledger.After].Digest) {
		t.Error("the salt makes no difference")
	}
}
