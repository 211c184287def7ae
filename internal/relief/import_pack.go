package relief

import (
	"encoding/binary"
	"iter"

	"github.com/konbit-aid/konbit/api"
)

// packed are the rows of a file of needs in some thirty bytes each, so that a million of them can wait for their
// assessments: all of a crisis belong to one, and a file may name its crises in any order.
type packed struct {
	chunks [][]byte
	rows   []rowPlace
	texts  []string
	ids    map[string]uint64
}

// rowPlace is where a row begins: the number of its chunk, and how far it is from the chunk's beginning.
type rowPlace int

const (
	chunkBits = 20
	// mostOfRow is the most that one row takes: numbers of at most ten bytes.
	mostOfRow = 16 * binary.MaxVarintLen64
)

func newPacked() *packed { return &packed{ids: map[string]uint64{}} }

// add packs a row.
func (p *packed) add(r needRow) {
	last := len(p.chunks) - 1
	if last < 0 || len(p.chunks[last])+mostOfRow > 1<<chunkBits {
		p.chunks = append(p.chunks, make([]byte, 0, 1<<chunkBits))
		last++
	}
	b, n := p.chunks[last], r.Value.Need
	p.rows = append(p.rows, rowPlace(last<<chunkBits|len(b)))
	b = binary.AppendVarint(b, int64(r.Line))
	for _, text := range []string{r.Value.Country, r.Value.Description, n.Region, string(n.Sector), n.Group, n.Sex, n.Age} {
		b = binary.AppendUvarint(b, p.id(text))
	}
	for _, figure := range []*api.People{n.Affected, n.InNeed, n.Targeted, n.Reached} {
		b = appendKnown(b, figure)
	}
	b = appendKnown(b, n.Severity)
	if n.Required == nil {
		b = append(b, 0)
	} else {
		b = binary.AppendUvarint(appendKnown(b, &n.Required.Minor), p.id(string(n.Required.Currency)))
	}
	p.chunks[last] = b
}

// appendKnown appends whether a number is known, and the number.
func appendKnown[N ~int | ~int64](b []byte, n *N) []byte {
	if n == nil {
		return append(b, 0)
	}
	return binary.AppendVarint(append(b, 1), int64(*n))
}

// id is the number of a text; texts repeat.
func (p *packed) id(text string) uint64 {
	n, known := p.ids[text]
	if !known {
		n = uint64(len(p.texts))
		p.ids[text], p.texts = n, append(p.texts, text)
	}
	return n
}

// all are the rows in the order of the file.
func (p *packed) all() iter.Seq2[rowPlace, needRow] {
	return func(yield func(rowPlace, needRow) bool) {
		for _, at := range p.rows {
			if !yield(at, p.row(at)) {
				return
			}
		}
	}
}

// row unpacks a row.
func (p *packed) row(at rowPlace) needRow {
	u := unpacking{p, p.chunks[at>>chunkBits][at&(1<<chunkBits-1):]}
	r := needRow{Line: int(u.number())}
	n := &r.Value.Need
	r.Value.Country, r.Value.Description, n.Region, n.Sector = u.text(), u.text(), u.text(), api.SectorCode(u.text())
	n.Group, n.Sex, n.Age = u.text(), u.text(), u.text()
	n.Affected, n.InNeed, n.Targeted, n.Reached = known[api.People](&u), known[api.People](&u), known[api.People](&u), known[api.People](&u)
	n.Severity = known[int](&u)
	if minor := known[int64](&u); minor != nil {
		n.Required = &api.Money{Minor: *minor, Currency: api.Currency(u.text())}
	}
	return r
}

// unpacking is what is left of a row.
type unpacking struct {
	*packed
	b []byte
}

func (u *unpacking) number() int64 {
	n, size := binary.Varint(u.b)
	u.b = u.b[size:]
	return n
}

func (u *unpacking) text() string {
	id, size := binary.Uvarint(u.b)
	u.b = u.b[size:]
	return u.texts[id]
}

func known[N ~int | ~int64](u *unpacking) *N {
	there := u.b[0] == 1
	u.b = u.b[1:]
	if !there {
		return nil
	}
	n := N(u.number())
	return &n
}
