package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// answer writes a value as JSON with its ETag, or 304 where a reader has it already.
func answer(c *gin.Context, status int, v any) error {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return api.Internal(err)
	}
	tag := entityTag(version(v), body.Bytes())
	c.Header("ETag", tag)
	reading := c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead
	if reading && unchanged(header(c, "If-None-Match"), tag) {
		c.Status(http.StatusNotModified)
		return nil
	}
	c.Data(status, mediaTypes[asJSON], body.Bytes())
	return nil
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
