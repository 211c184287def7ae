package httpapi_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/xuri/excelize/v2"
)

// The classes of promises, one subtest each, so that one broken promise does not hide another.
const (
	noServerError  = "nothing fails on our side"
	statusNamed    = "every status is documented"
	mediaNamed     = "every media type is documented"
	bodyForm       = "every body has the documented form"
	headersThere   = "every promised header is there"
	problemsSafe   = "every failure is a problem that shows nothing inside"
	forbidden      = "what the document forbids is refused"
	allowedIsRead  = "what the document allows is read"
	nothingHidden  = "nobody sees what is hidden"
	cellsSafe      = "no cell is a formula"
	tagsHold       = "an answer that is known is not sent again"
	onceOnly       = "a repeated request takes effect once"
	nothingWritten = "a refusal writes nothing"
)

var promises = []string{noServerError, statusNamed, mediaNamed, bodyForm, headersThere, problemsSafe, forbidden, allowedIsRead, nothingHidden,
	cellsSafe, tagsHold, onceOnly, nothingWritten}

// check holds one answer against the document and returns its body, read.
func (f *fuzz) check(r *request, got *httptest.ResponseRecorder) any {
	fail := func(class, format string, args ...any) { f.fault(class, r, got, fmt.Sprintf(format, args...)) }
	if got.Code >= 500 {
		fail(noServerError, "%d\n%s", got.Code, strings.Join(lastLines(f.w.log.String(), 2), "\n"))
	}
	says, named := r.op.answer(strconv.Itoa(got.Code))
	if !named {
		fail(statusNamed, "the document does not name %d", got.Code)
	}
	good := got.Code < 300
	switch {
	case good && r.refuse != "":
		fail(forbidden, "%d, though %s", got.Code, r.refuse)
	case good && r.partly && strings.Contains(got.Body.String(), `"refused":0,`):
		fail(forbidden, "%d, though a record in the body is not of the documented form", got.Code)
	case got.Code == 400 && r.reading:
		fail(allowedIsRead, "400, though the document allows the request")
	}
	f.checkHeaders(r, got, says, fail)
	if got.Code >= 400 {
		f.checkProblem(r, got, fail)
	}
	if got.Code == 304 || !named {
		return nil
	}
	return f.checkBody(r, got, says, fail)
}

// streams are the forms of a list that are not known before they end, and how a body in one is read; nil where JSON is.
var streams = map[string]func([]byte, failer){"text/csv": checkCells, "application/x-ndjson": nil, "application/geo+json": nil, "application/xml": checkXML,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": checkWorkbook}

type failer = func(class, format string, args ...any)

func (f *fuzz) checkHeaders(r *request, got *httptest.ResponseRecorder, says promise, fail failer) {
	h := got.Header()
	_, list := streams[strings.Split(h.Get("Content-Type"), ";")[0]]
	for _, name := range says.headers {
		optional := got.Code >= 400 && name != "WWW-Authenticate" && name != "X-Request-Id" || name == "WWW-Authenticate" && got.Code == 403
		switch name {
		case "Link", "X-Total-Count", "Idempotency-Replayed", "Konbit-Entry":
			optional = true
		case "ETag":
			optional = optional || list // a stream is not known before it ends
		}
		if h.Get(name) == "" && !optional {
			fail(headersThere, "%d without %s", got.Code, name)
		}
	}
	if h.Get("X-Request-Id") == "" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") == "" && strings.HasPrefix(r.op.path, "/v1/") {
		fail(headersThere, "%d without X-Request-Id, X-Content-Type-Options or Cache-Control", got.Code)
	}
	if h.Get("X-Injected") != "" {
		fail(headersThere, "a header of the caller's making")
	}
}

// leaks are words that only the inside of the program has.
var leaks = []string{"SELECT ", "INSERT ", "UPDATE ", "DELETE FROM", "SQLSTATE", "sqlite", "pgx", "constraint failed", "goroutine", ".go:", "gorm", "runtime error", "panic", "syntax error at"}

func (f *fuzz) checkProblem(r *request, got *httptest.ResponseRecorder, fail failer) {
	if media := got.Header().Get("Content-Type"); media != "application/problem+json" {
		fail(problemsSafe, "%d as %q", got.Code, media)
		return
	}
	said, body := "", got.Body.String()
	for _, leak := range leaks {
		if !strings.Contains(body, leak) {
			continue
		}
		if said == "" { // what the caller said may be said again
			target, _ := url.QueryUnescape(r.target())
			said = target + string(r.body) + fmt.Sprint(r.headers)
		}
		if !strings.Contains(said, leak) {
			fail(problemsSafe, "it shows %q", leak)
		}
	}
	for _, key := range f.w.keys {
		if key != "" && strings.Contains(body, key) {
			fail(problemsSafe, "it shows a key")
		}
	}
}

func (f *fuzz) checkBody(r *request, got *httptest.ResponseRecorder, says promise, fail failer) any {
	media, _, _ := strings.Cut(got.Header().Get("Content-Type"), ";")
	schema, promised := says.content[media]
	if !promised {
		fail(mediaNamed, "%d as %q", got.Code, media)
		return nil
	}
	switch {
	case streams[media] != nil:
		streams[media](got.Body.Bytes(), fail)
	case media == "application/x-ndjson":
		for line := range bytes.Lines(got.Body.Bytes()) {
			f.checkJSON(r, line, says.row, fail)
		}
	case strings.HasSuffix(media, "json"):
		return f.checkJSON(r, got.Body.Bytes(), schema, fail)
	}
	return nil
}

func (f *fuzz) checkJSON(r *request, body []byte, schema *jsonschema.Schema, fail failer) any {
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil && schema != nil {
		err = schema.Validate(v)
	}
	if err != nil {
		fail(bodyForm, "%s", short(err.Error()))
	}
	// Who closes a record is shown it once more.
	closes := strings.HasSuffix(r.op.path, "/sensitivity")
	if found := hidden(r.as, v); found != "" && !closes {
		fail(nothingHidden, "%s", found)
	}
	return v
}

// checkCells reads a table as a spreadsheet does.
func checkCells(body []byte, fail failer) {
	table := csv.NewReader(bytes.NewReader(body))
	rows, err := table.ReadAll()
	if err != nil || len(rows) == 0 {
		fail(bodyForm, "the CSV cannot be read: %v", errors.Join(err))
		return
	}
	for _, row := range rows {
		for i, cell := range row {
			if cell == "" || strings.IndexAny(cell, "=+-@\t\r\n＝＋－＠") != 0 {
				continue
			}
			if _, err := strconv.ParseFloat(cell, 64); err != nil {
				fail(cellsSafe, "%s is %q", rows[0][i], cell)
			}
		}
	}
}

// checkXML reads to the end.
func checkXML(body []byte, fail failer) {
	in := xml.NewDecoder(bytes.NewReader(body))
	for {
		if _, err := in.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			fail(bodyForm, "the XML cannot be read: %v", err)
			return
		}
	}
}

// checkWorkbook reads every cell, of which none is a formula.
func checkWorkbook(body []byte, fail failer) {
	book, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		fail(bodyForm, "the workbook cannot be read: %v", err)
		return
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil || len(rows) == 0 {
			fail(bodyForm, "the sheet %s cannot be read: %v", sheet, err)
		}
	}
}

func lastLines(text string, n int) []string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[max(len(lines)-n, 0):]
}
