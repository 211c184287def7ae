package httpapi

import (
	"bytes"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
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
	if !at.IsZero() {
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
	answer := bytes.Repeat([]byte("a"), 3*piece+1)
	// Of so short a time each piece takes more than a part.
	timeout := time.Nanosecond
	serve := func(c *connection) (n int, err error) {
		paced(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { n, err = w.Write(answer) }), timeout).
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
	timeout = time.Hour
	quick := &connection{ResponseRecorder: httptest.NewRecorder()}
	if _, err := serve(quick); err != nil || !slices.Equal(quick.steps, []string{"time", "write", "write", "write"}) {
		t.Errorf("got %v, %v for a client that reads at once", quick.steps, err)
	}
	half := &connection{ResponseRecorder: httptest.NewRecorder(), most: piece}
	if n, err := serve(half); n != piece || err == nil {
		t.Errorf("%d bytes and %v where the connection breaks off after %d", n, err, piece)
	}
}
