package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// entityTag names a state of an answer: the record's version, if it has one, and a digest of the body.
func entityTag(version int64, body []byte) string {
	sum := sha256.Sum256(body)
	digest := hex.EncodeToString(sum[:6])
	if version == 0 {
		return `"` + digest + `"`
	}
	return `"` + strconv.FormatInt(version, 10) + "-" + digest + `"`
}

// tags reads the entity tags of an If-Match or If-None-Match header, without quotes and W/. Any is true for "*"; ok is
// false where the header is not well formed.
func tags(header string) (list []string, every, ok bool) {
	rest := strings.TrimSpace(header)
	if rest == "*" {
		return nil, true, true
	}
	for rest != "" {
		rest = strings.TrimPrefix(rest, "W/")
		if !strings.HasPrefix(rest, `"`) {
			return nil, false, false
		}
		end := strings.IndexByte(rest[1:], '"')
		if end < 0 {
			return nil, false, false
		}
		list = append(list, rest[1:end+1])
		rest = strings.TrimSpace(rest[end+2:])
		if rest == "" {
			break
		}
		if rest[0] != ',' {
			return nil, false, false
		}
		rest = strings.TrimLeft(rest, ", \t")
	}
	return list, false, len(list) > 0
}

// unchanged tells whether an If-None-Match header names the tag. A header that cannot be read asks for the whole answer.
func unchanged(header, tag string) bool {
	list, every, ok := tags(header)
	if every {
		return true
	}
	for _, known := range list {
		if ok && `"`+known+`"` == tag {
			return true
		}
	}
	return false
}

// versionOf reads an If-Match header: the version that the caller has seen, 0 for "*". Of several it is the newest: who
// has seen that one cannot meet an older record. A tag that a proxy has made weak still names its version. Codes:
// precondition_required, precondition_failed, malformed.
func versionOf(header string) (int64, error) {
	if strings.TrimSpace(header) == "" {
		return 0, api.Errorf(api.CodeNoVersion, "A change needs If-Match with the ETag of the record that you have read.")
	}
	list, every, ok := tags(header)
	if every {
		return 0, nil
	}
	if !ok {
		return 0, api.Errorf(api.CodeMalformed, `If-Match must be an ETag like "3-0a1b2c3d4e5f", in its quotes.`)
	}
	newest := int64(0)
	for _, tag := range list {
		number, _, _ := strings.Cut(tag, "-")
		if v, err := strconv.ParseInt(number, 10, 64); err == nil {
			newest = max(newest, v)
		}
	}
	if newest == 0 {
		return 0, api.Errorf(api.CodeStale, "If-Match names no version of this record. Read it again and use its ETag.")
	}
	return newest, nil
}
