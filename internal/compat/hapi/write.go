package hapi

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
)

// columns are the fields that a version shows.
func (e *endpoint) columns(version int) []field {
	var shown []field
	for _, f := range e.fields {
		if f.in == 0 || f.in == version {
			shown = append(shown, f)
		}
	}
	return shown
}

// write answers with the page.
func (w *walker) write(c *gin.Context, asCSV bool) error {
	if asCSV {
		return w.writeCSV(c)
	}
	b := bytes.NewBufferString(`{"data":[`)
	columns := w.e.columns(w.version)
	for i, r := range w.page {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, f := range columns {
			b.WriteByte("{,"[min(j, 1)])
			b.WriteString(strconv.Quote(f.name))
			b.WriteByte(':')
			writeValue(b, r[f.name])
		}
		b.WriteByte('}')
	}
	b.WriteString("]}")
	c.Data(http.StatusOK, "application/json", b.Bytes())
	return nil
}

func writeValue(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case int64:
		b.WriteString(strconv.FormatInt(v, 10))
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case time.Time:
		b.WriteString(`"` + naive(v) + `"`)
	default:
		text, _ := json.Marshal(v) // a string or a finite number
		b.Write(text)
	}
}

// naive writes a moment without its zone, as HAPI does.
func naive(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") }

// writeCSV writes the page with lines that end in CRLF; nothing at all where there are no rows.
func (w *walker) writeCSV(c *gin.Context) error {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	columns := w.e.columns(w.version)
	record := make([]string, len(columns))
	for i, r := range w.page {
		if i == 0 {
			for j, f := range columns {
				record[j] = f.name
			}
			_ = out.Write(record) // to memory
		}
		for j, f := range columns {
			record[j] = plain(r[f.name])
		}
		_ = out.Write(record)
	}
	out.Flush()
	c.Header("Content-Disposition", "attachment; filename=results.csv")
	c.Data(http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
	return nil
}

func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		if v {
			return "True"
		}
		return "False"
	case time.Time:
		return naive(v)
	}
	return ""
}
