package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// cursor names the last row of a page. It is bound to the list, its filter and
// its order, so that it cannot be used with another one by mistake.
type cursor struct {
	List   string `json:"l"`
	Sort   string `json:"s"`
	Filter string `json:"f"`
	After  []any  `json:"a"`
	Sum    string `json:"c,omitempty"`
}

// digest identifies a filter without its paging.
func digest(filter any) string {
	b, _ := json.Marshal(filter)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

func (c cursor) sum() string {
	c.Sum = ""
	return digest(c)
}

func (c cursor) write(after []any) string {
	c.After = after
	c.Sum = c.sum()
	b, _ := json.Marshal(c)
	return base64.RawURLEncoding.EncodeToString(b)
}

// read returns the values to go on after, which are like those given. A cursor
// that is not whole or is of another list is [api.CodeMalformed]. Its sum is no
// secret: whoever makes one up gets the rows that they may see anyhow.
func (c cursor) read(text string, like []any) ([]any, error) {
	var got cursor
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		d := json.NewDecoder(bytes.NewReader(b))
		d.UseNumber()
		err = d.Decode(&got)
	}
	if err != nil || got.Sum != got.sum() || len(got.After) == 0 {
		return nil, badCursor("This cursor is not one of ours; take it unchanged from the last answer's next.")
	}
	if got.List != c.List || got.Filter != c.Filter || got.Sort != c.Sort {
		return nil, badCursor("This cursor belongs to another list, filter or order; follow next as it is given.")
	}
	if len(got.After) != len(like) {
		return nil, badCursor("This cursor is not one of ours.")
	}
	for i, v := range got.After {
		if n, ok := v.(json.Number); ok {
			if got.After[i], err = n.Int64(); err != nil {
				return nil, badCursor("This cursor is not one of ours.")
			}
		}
		if text, ok := got.After[i].(string); reflect.TypeOf(got.After[i]) != reflect.TypeOf(like[i]) || ok && strings.ContainsRune(text, 0) {
			return nil, badCursor("This cursor is not one of ours.")
		}
	}
	return got.After, nil
}

func badCursor(detail string) error {
	return &api.Error{Code: api.CodeMalformed, Detail: detail, Fields: api.Fields{{Pointer: "cursor", Code: "bad_cursor", Detail: detail}}}
}
