package httpapi

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/intake"
)

const (
	// maxField is how long an option may be that stands in a form, and maxFields how many there may be.
	maxField, maxFields = 8 << 10, 40
	// aroundFile is what a form may have around its file.
	aroundFile = 1 << 20
)

// longestUpload is how long a body with a file may be.
func (s *server) longestUpload() int64 {
	if s.cfg.Imports == nil {
		return MaxBody
	}
	return s.cfg.Imports.Largest() + aroundFile
}

// onDisk runs a handler that puts the body on disk piece by piece, so that it takes no room in memory.
func onDisk(c *gin.Context, limit int64, handle func(*gin.Context) error) error {
	if err := limitBody(c, limit); err != nil {
		return err
	}
	return handle(c)
}

// sent is a file that was received whole, with what to do with it.
type sent struct {
	upload *intake.Upload
	ask    api.ImportRequest
	once   *api.Once
}

// receive reads the body: a file, or a form with one. What breaks off, or is not what its digest says, is refused.
func (s *server) receive(c *gin.Context) (in sent, err error) {
	if _, err := accepted(c, recordFormats); err != nil {
		return sent{}, err
	}
	q, err := parseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return sent{}, err
	}
	body := s.incoming(c)
	kind, parameters, _ := mime.ParseMediaType(c.GetHeader("Content-Type"))
	switch kind {
	case "multipart/form-data":
		in, err = s.fromForm(body, parameters["boundary"], q)
	case "application/x-www-form-urlencoded":
		err = api.Errorf(api.CodeMediaType, "Send the file as multipart/form-data (curl -F file=@FILE), or as the body itself with a Content-Type like text/csv (curl --data-binary @FILE).")
	default:
		if q.decode(&in.ask); q.err() == nil {
			in.upload, err = s.cfg.Imports.Receive(body)
		} else {
			err = q.err()
		}
	}
	if err == nil {
		err = body.whole(c)
	}
	if err == nil {
		err = in.check(c)
	}
	if err != nil && in.upload != nil {
		in.upload.Discard()
	}
	return in, bodyError(c, err)
}

// fromForm reads a form: its one file, and the options before and after it.
func (s *server) fromForm(body io.Reader, boundary string, q *query) (in sent, err error) {
	if boundary == "" {
		return in, api.Errorf(api.CodeMalformed, "The form has no boundary.")
	}
	form := multipart.NewReader(body, boundary)
	for n := 0; ; n++ {
		part, err := form.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		} else if err == nil {
			err = s.part(part, &in, q, n)
		}
		if err != nil {
			return in, err
		}
	}
	q.decode(&in.ask)
	if in.upload == nil {
		q.faults.Add("file", "required", "The form has no file: send it as the part file.")
	}
	return in, q.err()
}

func (s *server) part(part *multipart.Part, in *sent, q *query, n int) (err error) {
	name := part.FormName()
	switch {
	case n >= maxFields:
		return api.Errorf(api.CodeMalformed, "The form has more than %d parts.", maxFields)
	case name == "file" && part.FileName() != "" && in.upload != nil:
		return api.Errorf(api.CodeMalformed, "The form has two files; send one.")
	case name == "file" && part.FileName() != "":
		if q.values.Get("file") == "" {
			q.values.Set("file", baseName(part.FileName()))
		}
		in.upload, err = s.cfg.Imports.Receive(part)
		return err
	}
	text, err := io.ReadAll(io.LimitReader(part, maxField+1))
	if err == nil && len(text) > maxField {
		err = api.Errorf(api.CodeMalformed, "The part %q of the form is too long for an option; the file is the part file, with a filename.", name)
	}
	if len(text) > 0 { // a form sends fields that were left empty, too
		if q.values == nil {
			q.values = url.Values{}
		}
		q.values.Add(name, string(text))
	}
	return err
}

// baseName is the last part of a file's name, whichever system it comes from.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if r := []rune(name); len(r) > api.MaxTitle {
		name = string(r[:api.MaxTitle])
	}
	return strings.ToValidUTF8(name, "_")
}

// check compares the file with what the request says of it, and reads the Idempotency-Key.
func (in *sent) check(c *gin.Context) error {
	if want := in.ask.SHA256; want != "" && !strings.EqualFold(want, in.upload.SHA256()) {
		return api.Errorf(api.CodeMalformed, "The file is not the one that sha256 names: it arrived as %s.", in.upload.SHA256())
	}
	options, err := json.Marshal(in.ask)
	if err != nil {
		return api.Internal(err)
	}
	in.once, err = readOnce(c, append(options, in.upload.SHA256()...))
	return err
}

// incoming reads a body piece by piece, each in its own time, and works out its digest.
type incoming struct {
	in      io.Reader
	sum     hash.Hash
	n       int64
	control *http.ResponseController
	timeout time.Duration
	renewed int64
}

func (s *server) incoming(c *gin.Context) *incoming {
	return &incoming{in: c.Request.Body, sum: sha256.New(), control: http.NewResponseController(c.Writer), timeout: s.cfg.WriteTimeout, renewed: -piece}
}

// Read gives a client the time anew for each piece that has arrived, and for no less.
func (b *incoming) Read(p []byte) (int, error) {
	if b.timeout > 0 && b.n-b.renewed >= piece {
		b.renewed = b.n
		_ = b.control.SetReadDeadline(time.Now().Add(b.timeout)) // there is no connection in tests
	}
	n, err := b.in.Read(p)
	b.sum.Write(p[:n])
	b.n += int64(n)
	return n, err
}

// whole reads what is left of the body and compares it with its length and its digest. Code: malformed.
func (b *incoming) whole(c *gin.Context) error {
	if _, err := io.Copy(io.Discard, b); err != nil {
		return err
	}
	if want := c.Request.ContentLength; want >= 0 && b.n != want {
		return io.ErrUnexpectedEOF
	}
	sum := b.sum.Sum(nil)
	for name, form := range map[string]func(string) ([]byte, bool){"Content-Digest": structuredDigest, "Repr-Digest": structuredDigest, "Digest": plainDigest} {
		want, given := form(header(c, name))
		if given && string(want) != string(sum) {
			return api.Errorf(api.CodeMalformed, "The body is not the one that %s names: it arrived with the SHA-256 %s.", name, hex.EncodeToString(sum))
		}
	}
	return nil
}

// structuredDigest reads the SHA-256 of RFC 9530: sha-256=:base64:.
func structuredDigest(text string) ([]byte, bool) {
	for _, part := range strings.Split(text, ",") {
		if value, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(part)), "sha-256=:"); ok && strings.HasSuffix(value, ":") {
			value = strings.TrimSpace(part)[len("sha-256=:"):]
			sum, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(value, ":"))
			return sum, err == nil
		}
	}
	return nil, false
}

// plainDigest reads the SHA-256 of RFC 3230: SHA-256=base64.
func plainDigest(text string) ([]byte, bool) {
	for _, part := range strings.Split(text, ",") {
		if name, value, ok := strings.Cut(strings.TrimSpace(part), "="); ok && strings.EqualFold(name, "sha-256") {
			sum, err := base64.StdEncoding.DecodeString(value)
			return sum, err == nil
		}
	}
	return nil, false
}

// bodyError says in words what went wrong with reading a body.
func bodyError(c *gin.Context, err error) error {
	over, long := errors.AsType[*http.MaxBytesError](err)
	_, ours := errors.AsType[*api.Error](err)
	switch {
	case err == nil, ours:
		return err
	case long:
		return api.Errorf(api.CodeTooLarge, "A body here has at most %d bytes. Split the file, or compress it with gzip.", over.Limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		visitOf(c).slow = true
		return api.Errorf(api.CodeMalformed, "The file did not arrive in time.")
	}
	return api.Errorf(api.CodeMalformed, "The file broke off before its end; nothing of it was kept. Send it again.")
}
