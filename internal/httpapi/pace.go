package httpapi

import (
	"net/http"
	"time"
)

// piece is how much of an answer a client has the write timeout for, and up to as much again where that is all there is: a rest of its
// own would be another message.
const piece = 64 << 10

// paced gives each piece of an answer its own time to be read: a long list may take hours, but a client that stops
// reading does not hold a goroutine, and what it has in memory, for ever.
func paced(next http.Handler, timeout time.Duration) http.Handler {
	if timeout == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := &pacedWriter{ResponseWriter: w, timeout: timeout}
		if server, ok := r.Context().Value(http.ServerContextKey).(*http.Server); ok && server.WriteTimeout == timeout {
			p.renewed = time.Now() // it has just begun
		}
		p.renew()
		next.ServeHTTP(p, r)
		p.renew() // for what net/http has still in its buffer
	})
}

type pacedWriter struct {
	http.ResponseWriter
	timeout time.Duration
	renewed time.Time
}

// often is how many times at most the time is renewed before it would be over: to do it for each piece would cost more than
// to write it.
const often = 16

// renew does nothing where there is no connection, as in tests.
func (p *pacedWriter) renew() {
	now := time.Now()
	if now.Sub(p.renewed) < p.timeout/often {
		return
	}
	p.renewed = now
	_ = http.NewResponseController(p.ResponseWriter).SetWriteDeadline(now.Add(p.timeout))
}

// Write writes piece by piece.
func (p *pacedWriter) Write(b []byte) (n int, err error) {
	for {
		p.renew()
		next := b
		if len(b) > 2*piece {
			next = b[:piece]
		}
		m, err := p.ResponseWriter.Write(next)
		n += m
		if b = b[m:]; err != nil || len(b) == 0 {
			return n, err
		}
	}
}

// Flush hands on what was written so far.
func (p *pacedWriter) Flush() {
	p.renew()
	_ = http.NewResponseController(p.ResponseWriter).Flush()
}

// Unwrap is for [http.ResponseController].
func (p *pacedWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }
