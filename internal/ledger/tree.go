package ledger

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Range is the tree of the leaves so far, by the roots of its whole subtrees: all that must be kept to go on.
type Range struct {
	size  int64
	roots []tlog.Hash // of the whole subtrees, from the largest, which is the leftmost
}

// Size is how many leaves there are.
func (r *Range) Size() int64 { return r.size }

// Add appends a leaf. It returns the hashes that are stored for it, in the order in which they are stored: the leaf's
// own, then those of the subtrees that it makes whole.
func (r *Range) Add(leaf tlog.Hash) []tlog.Hash {
	stored := []tlog.Hash{leaf}
	for n := r.size; n&1 == 1; n >>= 1 {
		last := len(r.roots) - 1
		leaf = tlog.NodeHash(r.roots[last], leaf)
		r.roots = r.roots[:last]
		stored = append(stored, leaf)
	}
	r.roots = append(r.roots, leaf)
	r.size++
	return stored
}

// Root is the hash of the tree.
func (r *Range) Root() tlog.Hash {
	if r.size == 0 {
		root, _ := tlog.TreeHash(0, nil) // that of nothing
		return root
	}
	root := r.roots[len(r.roots)-1]
	for i := len(r.roots) - 2; i >= 0; i-- {
		root = tlog.NodeHash(r.roots[i], root)
	}
	return root
}

// Resume is the range of a tree whose hashes are stored.
func Resume(size int64, stored tlog.HashReader) (*Range, error) {
	r := &Range{size: size}
	var indexes []int64
	at := int64(0)
	for level := 62; level >= 0; level-- {
		if size&(1<<level) != 0 {
			indexes = append(indexes, tlog.StoredHashIndex(level, at>>level))
			at += 1 << level
		}
	}
	if len(indexes) == 0 {
		return r, nil
	}
	hashes, err := stored.ReadHashes(indexes)
	r.roots = hashes
	return r, err
}

// Inclusion proves that an entry is in the tree of a size. Entries are counted from 1.
func Inclusion(size, seq int64, stored tlog.HashReader) (tlog.RecordProof, error) {
	return tlog.ProveRecord(size, seq-1, stored)
}

// CheckInclusion tells whether a proof shows that a leaf is the entry seq of a tree.
func CheckInclusion(proof tlog.RecordProof, size int64, root tlog.Hash, seq int64, leaf tlog.Hash) error {
	if size < 1 || seq < 1 || seq > size {
		return errOutside
	}
	return tlog.CheckRecord(proof, size, root, seq-1, leaf)
}

// Consistency proves that the tree of one size is the beginning of that of a later one.
func Consistency(from, to int64, stored tlog.HashReader) (tlog.TreeProof, error) {
	return tlog.ProveTree(to, from, stored)
}

// CheckConsistency tells whether a proof shows that a tree is the beginning of a later one.
func CheckConsistency(proof tlog.TreeProof, from int64, old tlog.Hash, to int64, root tlog.Hash) error {
	if from < 1 || to < from {
		return errOutside
	}
	return tlog.CheckTree(proof, to, root, from, old)
}

var errOutside = errors.New("it is outside of the tree")

// TileHeight is the height of the tiles in which hashes can be read: 256 in each.
const TileHeight = 8

// Tile is the hashes of a tile: of a level, the 256 from 256 × n on, or the first of them, as many as the tree has.
func Tile(size int64, level int, n int64, stored tlog.HashReader) ([]byte, error) {
	if level < 0 || level > 7 || n < 0 {
		return nil, errOutside
	}
	there := size>>(TileHeight*level) - n<<TileHeight
	if there < 1 {
		return nil, errOutside
	}
	width := int(min(there, 1<<TileHeight))
	data, err := tlog.ReadTileData(tlog.Tile{H: TileHeight, L: level, N: n, W: width}, stored)
	if err != nil {
		return nil, fmt.Errorf("tile %d/%d: %w", level, n, err)
	}
	return data, nil
}
