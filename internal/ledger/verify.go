package ledger

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Fault says what of a ledger does not hold, and from which entry on; 0 where it is about none.
type Fault struct {
	Seq    int64
	Detail string
}

// Error is a sentence.
func (f *Fault) Error() string {
	if f.Seq == 0 {
		return f.Detail
	}
	return fmt.Sprintf("entry %d: %s", f.Seq, f.Detail)
}

// Faultf makes a fault.
func Faultf(seq int64, format string, args ...any) *Fault {
	return &Fault{seq, fmt.Sprintf(format, args...)}
}

// Line is an entry as somebody tells it who may not be believed.
type Line struct {
	Seq  int64
	Leaf tlog.Hash
	// Told is false where nothing but the leaf is told.
	Told        bool
	Head        Head
	Commitments Commitments
	// Contents are the parts that are told; nil for one that is not, or that the entry does not have.
	Contents [parts][]byte
}

// Mark is a tree that is known to have been: of a checkpoint that somebody kept.
type Mark struct {
	Size int64
	Root tlog.Hash
	Name string // what it is called in a sentence: "the checkpoint old.txt"
}

// Verifier recomputes a ledger entry by entry.
type Verifier struct {
	tree  Range
	marks []Mark
}

// NewVerifier makes one that also holds the ledger to trees that are known.
func NewVerifier(marks ...Mark) *Verifier { return &Verifier{marks: marks} }

// Size is how many entries were verified.
func (v *Verifier) Size() int64 { return v.tree.Size() }

// Root is the tree of the entries so far.
func (v *Verifier) Root() tlog.Hash { return v.tree.Root() }

// Add verifies the next entry, and returns the hashes that must be stored for it. The error is a [Fault].
func (v *Verifier) Add(l Line) ([]tlog.Hash, error) {
	seq := v.tree.Size() + 1
	switch {
	case l.Seq > seq:
		return nil, Faultf(seq, "it is missing; the next that there is, is %d", l.Seq)
	case l.Seq < seq:
		return nil, Faultf(seq, "in its place stands an entry that says it is %d", l.Seq)
	}
	if l.Told {
		if err := l.check(); err != nil {
			return nil, err
		}
	}
	stored := v.tree.Add(l.Leaf)
	for _, m := range v.marks {
		if m.Size == seq && m.Root != v.tree.Root() {
			return nil, Faultf(0, "The first %d entries are not those that %s vouches for: something up to there was changed, though leaf and tree were made to fit", seq, m.Name)
		}
	}
	return stored, nil
}

// check recomputes the leaf from what the entry tells.
func (l Line) check() error {
	for _, p := range Parts {
		c, content := l.Commitments[p], l.Contents[p]
		switch {
		case content != nil && c.Digest == nil:
			return Faultf(l.Seq, "it has a %s that it does not commit to", p)
		case content != nil && c.Salt == nil:
			return Faultf(l.Seq, "its %s comes without the salt under which it was committed to", p)
		case content != nil && !c.Holds(content):
			return Faultf(l.Seq, "its %s is not what was recorded", p)
		case content == nil && c.Salt != nil:
			return Faultf(l.Seq, "its %s is missing", p)
		}
	}
	if Leaf(l.Head, l.Commitments) != l.Leaf {
		return Faultf(l.Seq, "its id, time, organization, resource, record, action or commitments are not what was recorded")
	}
	return nil
}

// Done tells whether the ledger reaches as far as the trees that are known. The error is a [Fault].
func (v *Verifier) Done() error {
	for _, m := range v.marks {
		if m.Size > v.tree.Size() {
			return Faultf(0, "The ledger ends at entry %d, but %s vouches for %d: the end was cut off, or an older state was put back", v.tree.Size(), m.Name, m.Size)
		}
	}
	return nil
}
