package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// answer writes a value as JSON with its ETag, or 304 where a reader has it already.
func answer(c *gin.Context, status int, v any) error { return answerAs(c, status, asJSON, v) }

// answerAs is answer under the name of a format that is JSON, too.
func answerAs(c *gin.Context, status int, how format, v any) error {
	room, _ := bodies.Get().(*[]byte)
	defer bodies.Put(room)
	body, err := encoded((*room)[:0], v)
	if err != nil {
		return api.Internal(err)
	}
	if cap(body) <= mostRoom {
		*room = body
	}
	media := jsonType
	if how != asJSON {
		media = []string{mediaTypes[how]}
	}
	return answerBytes(c, status, media, entityTag(version(v), body), body)
}

// answerBytes writes a body with its ETag, or 304 where a reader has it already.
func answerBytes(c *gin.Context, status int, media []string, tag string, body []byte) error {
	c.Header("ETag", tag)
	if token := visitOf(c).token; token != nil {
		c.Header(consistency, token())
	}
	hand(c)
	if status == http.StatusOK {
		keep(c, tag, media, body)
	}
	if reading(c) && unchanged(header(c, "If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		return nil
	}
	h := c.Writer.Header()
	h["Content-Type"] = media
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Status(status)
	_, _ = c.Writer.Write(body) // where it fails the client has left
	return nil
}

// bodies are used again and again; one that has grown beyond mostRoom is not.
var bodies = sync.Pool{New: func() any { return new([]byte) }}

const mostRoom = 1 << 20

// encoded writes a value as JSON with a line break at its end.
func encoded(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case api.Appender:
		return append(v.AppendJSON(b), '\n'), nil
	case interface{ AppendJSON([]byte) ([]byte, bool) }:
		if out, ok := v.AppendJSON(b); ok {
			return append(out, '\n'), nil
		}
	}
	body := bytes.NewBuffer(b)
	enc := json.NewEncoder(body)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return body.Bytes(), err
}

// header joins the lines of a header, as RFC 9110 lets anybody on the way do.
func header(c *gin.Context, name string) string {
	return strings.Join(c.Request.Header.Values(name), ", ")
}

// version is the record's, 0 for what has none.
func version(v any) int64 {
	record := reflect.ValueOf(v)
	if record.Kind() != reflect.Struct {
		return 0
	}
	if field := record.FieldByName("Version"); field.IsValid() && field.CanInt() {
		return field.Int()
	}
	return 0
}

// speak puts the names of a record into the reader's language and says which that is. Records without names it leaves.
func speak(c *gin.Context, record any) {
	var names api.Names
	var name *string
	switch r := record.(type) {
	case *api.Region:
		names, name = r.Names, &r.Name
	case *api.Sector:
		names, name = r.Names, &r.Name
	default:
		return
	}
	*name = names.In(inLanguage(c))
}

// inLanguage returns the language of names in this answer, and notes in the headers that it depends on the reader.
func inLanguage(c *gin.Context) string {
	h := c.Writer.Header()
	if chosen := h.Get("Content-Language"); chosen != "" {
		return chosen
	}
	chosen := language(header(c, "Accept-Language"))
	h.Set("Content-Language", chosen)
	h.Add("Vary", "Accept-Language")
	return chosen
}
