package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"regexp"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

// get answers with one record.
func get[R any](c *gin.Context, id string, find func(context.Context, api.Caller, string) (R, error)) error {
	if err := bare(c); err != nil {
		return err
	}
	record, err := find(c.Request.Context(), caller(c), id)
	if err != nil {
		return err
	}
	speak(c, &record)
	return answer(c, http.StatusOK, record)
}

// getAt answers with one record, as it is or as a filter asks for it.
func getAt[F, R any](c *gin.Context, id string, find func(context.Context, api.Caller, string, F) (R, error)) error {
	var filter F
	if err := alone(c, &filter); err != nil {
		return err
	}
	record, err := find(c.Request.Context(), caller(c), id, filter)
	if err != nil {
		return err
	}
	speak(c, &record)
	return answer(c, http.StatusOK, record)
}

// create reads an input, records it and answers with the record and its address.
func create[In, R any](c *gin.Context, add func(context.Context, api.Caller, In, *api.Once) (R, error), address func(R) string) error {
	in, err := readInput[In](c)
	if err != nil {
		return err
	}
	record, err := add(in.ctx, caller(c), in.value, in.once)
	if err != nil {
		return awaiting(c, in.once, err)
	}
	replayed(c, in.once)
	c.Header("Location", address(record))
	speak(c, &record)
	return answer(c, http.StatusCreated, record)
}

// update merges a patch into the version of a record that the caller has read.
func update[R any](c *gin.Context, id string, change func(context.Context, api.Caller, string, int64, api.Patch) (R, error)) error {
	if err := bare(c); err != nil {
		return err
	}
	version, err := versionOf(header(c, "If-Match"))
	if err != nil {
		return err
	}
	patch, err := readBody(c, patchBody)
	if err != nil {
		return err
	}
	record, err := change(c.Request.Context(), caller(c), id, version, patch)
	if err != nil {
		return awaiting(c, nil, err)
	}
	speak(c, &record)
	return answer(c, http.StatusOK, record)
}

// transition changes the state of a record by what a body says: another status, another sensitivity.
func transition[In, R any](c *gin.Context, id string, move func(context.Context, api.Caller, string, In, *api.Once) (R, error)) error {
	in, err := readInput[In](c)
	if err != nil {
		return err
	}
	record, err := move(in.ctx, caller(c), id, in.value, in.once)
	if err != nil {
		return awaiting(c, in.once, err)
	}
	replayed(c, in.once)
	return answer(c, http.StatusOK, record)
}

// awaiting answers with the change that waits for a second person; any other error it returns.
func awaiting(c *gin.Context, once *api.Once, err error) error {
	waits, ok := errors.AsType[*api.Awaiting](err)
	if !ok {
		return err
	}
	replayed(c, once)
	c.Header("Location", pathTo("approvals", waits.Approval.ID))
	return answer(c, http.StatusAccepted, waits.Approval)
}

// bare refuses parameters, of which a write takes none, and formats other than JSON.
func bare(c *gin.Context) error { return alone(c, nil) }

// alone reads the parameters of a single record, nil for none, and refuses formats other than JSON.
func alone(c *gin.Context, filter any) error {
	if _, err := accepted(c, recordFormats); err != nil {
		return err
	}
	q, err := parseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	q.decode(filter)
	return q.err()
}

// input is the body of a POST, how often it may take effect, and what was wrong with it.
type input[In any] struct {
	ctx   context.Context
	value In
	once  *api.Once
}

// readInput reads a body strictly. Wrong fields go along with the context: the service refuses them together with those
// that it finds itself.
func readInput[In any](c *gin.Context) (*input[In], error) {
	if err := bare(c); err != nil {
		return nil, err
	}
	body, err := readBody(c, jsonBody)
	if err != nil {
		return nil, err
	}
	in := &input[In]{ctx: c.Request.Context()}
	if in.once, err = readOnce(c, body); err != nil {
		return nil, err
	}
	target := &in.value // a pointer to the pointer, lest Decode validates what has no defaults yet
	err = api.Decode(body, &target)
	if e, ok := errors.AsType[*api.Error](err); ok && len(e.Fields) > 0 {
		in.ctx = relief.WithFaults(in.ctx, e)
		return in, nil
	}
	return in, err
}

var onceKey = regexp.MustCompile(`^[\x21-\x7e]{1,255}$`)

// readOnce reads the Idempotency-Key; nil without one.
func readOnce(c *gin.Context, body []byte) (*api.Once, error) {
	keys := c.Request.Header.Values("Idempotency-Key")
	if len(keys) == 0 {
		return nil, nil
	}
	if len(keys) > 1 || !onceKey.MatchString(keys[0]) {
		return nil, api.Errorf(api.CodeMalformed, "An Idempotency-Key is one text of 1 to 255 visible ASCII characters, like a UUID.")
	}
	sum := sha256.New()
	sum.Write([]byte(c.Request.Method + " " + c.Request.URL.EscapedPath() + "\n"))
	sum.Write(body)
	return &api.Once{Key: keys[0], Request: hex.EncodeToString(sum.Sum(nil))}, nil
}

func replayed(c *gin.Context, once *api.Once) {
	if once != nil && once.Replayed {
		c.Header("Idempotency-Replayed", "true")
	}
}
