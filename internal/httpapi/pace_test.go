package httpapi

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// connection is a response writer that notes when its deadline is set, and breaks off after so many bytes.
type connection struct {
	*httptest.ResponseRecorder
	steps []string
	most  int
}

func (c *connection) SetWriteDeadline(at time.Time) error {
	if time.Until(at) > 0 {
		c.steps = append(c.steps, "time")
	}
	return nil
}

func (c *connection) Write(b []byte) (int, error) {
	c.steps = append(c.steps, "write")
	if c.most > 0 && c.Body.Len()+len(b) > c.most {
		return 0, errors.New("cut off")
	}
	return c.ResponseRecorder.Write(b)
}

func TestEachPieceOfAnAnswerHasItsTime(t *testing.T) {
	answer := bytes.Repeat([]byte("a"), 2*piece+1)
	serve := func(c *connection) (n int, err error) {
		paced(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { n, err = w.Write(answer) }), time.Minute).
			ServeHTTP(c, httptest.NewRequest(http.MethodGet, "/", nil))
		return n, err
	}
	whole := &connection{ResponseRecorder: httptest.NewRecorder()}
	n, err := serve(whole)
	if n != len(answer) || err != nil || !bytes.Equal(whole.Body.Bytes(), answer) {
		t.Errorf("%d of %d bytes, %v", n, len(answer), err)
	}
	want := []string{"time", "time", "write", "time", "write", "time", "write", "time"}
	if got := whole.steps; len(got) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	} else {
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("got %v, want %v", got, want)
			}
		}
	}
	half := &connection{ResponseRecorder: httptest.NewRecorder(), most: piece}
	if n, err := serve(half); n != piece || err == nil {
		t.Errorf("%d bytes and %v where the connection breaks off after %d", n, err, piece)
	}
}
