package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Timeout is how long a receiver may take for a message.
const Timeout = 15 * time.Second

// mostRead is how much of an answer is read: it says nothing but its status.
const mostRead = 1 << 10

// Message is what is sent.
type Message struct {
	ID      string // the same each time it is sent, so that a receiver knows what it has
	At      time.Time
	Body    []byte
	Secrets []string
}

// Outcome is what became of one attempt.
type Outcome struct {
	Status int    // of the answer; 0 without one
	Error  string // why there is none, or why it is not taken; empty where it was taken
	Took   time.Duration
}

// Taken tells whether the receiver has taken the message.
func (o Outcome) Taken() bool { return o.Error == "" }

// Gone tells whether the receiver wants no more, ever.
func (o Outcome) Gone() bool { return o.Status == http.StatusGone }

// Sender sends messages.
type Sender struct{ client *http.Client }

// NewSender makes a sender that reaches whom the guard permits.
func NewSender(g Guard) *Sender { return &Sender{g.client(Timeout)} }

// Send makes one attempt. A message is taken by a status of 200 to 299 within [Timeout].
func (s *Sender) Send(ctx context.Context, url string, m Message) Outcome {
	began := time.Now()
	status, err := s.post(ctx, url, m)
	o := Outcome{Status: status, Took: time.Since(began)}
	switch {
	case err != nil:
		o.Error = why(err)
	case status >= 300 && status < 400:
		o.Error = "It redirects, and redirects are not followed: give the address that answers."
	case status < 200 || status >= 300:
		o.Error = "It answers " + strconv.Itoa(status) + " and not 2xx."
	}
	return o
}

func (s *Sender) post(ctx context.Context, url string, m Message) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(m.Body))
	if err != nil {
		return 0, err
	}
	signature, err := Sign(m.ID, m.At, m.Body, m.Secrets...)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Konbit")
	r.Header.Set("Webhook-Id", m.ID)
	r.Header.Set("Webhook-Timestamp", strconv.FormatInt(m.At.Unix(), 10))
	r.Header.Set("Webhook-Signature", signature)
	answer, err := s.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, mostRead) // the status is what counts, and it is there
	return answer.StatusCode, nil
}

// why says in a sentence what went wrong, without what the receiver's network looks like.
func why(err error) string {
	var name *net.DNSError
	var timeout net.Error
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	switch {
	case errors.Is(err, errInner):
		return "Its name stands for an address that is private, local or reserved, and none may be reached there. The operator can allow some: KONBIT_WEBHOOK_ALLOW."
	case errors.As(err, &name):
		return "Its name is not known."
	case errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &invalid):
		return "Its certificate does not hold."
	case errors.As(err, &record):
		return "It does not speak TLS."
	case errors.As(err, &timeout) && timeout.Timeout():
		return "It did not answer within " + Timeout.String() + "."
	case errors.Is(err, context.Canceled):
		return "The server stopped meanwhile."
	}
	return "It could not be reached, or left before it answered."
}
