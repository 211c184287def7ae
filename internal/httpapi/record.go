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

// create reads an input, records it and answers with the record and its address.
func create[In, R any](c *gin.Context, add func(context.Context, api.Caller, In, *api.Once) (R, error), address func(R) string) error {
	var in In
	once, err := readInput(c, &in)
	if err != nil {
		return err
	}
	record, err := add(c.Request.Context(), caller(c), in, once)
	if err != nil {
		return err
	}
	replayed(c, once)
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
		return err
	}
	speak(c, &record)
	return answer(c, http.StatusOK, record)
}

// transition moves a record to another status.
func transition[R any](c *gin.Context, id string, move func(context.Context, api.Caller, string, api.Transition, *api.Once) (R, error)) error {
	var t api.Transition
	once, err := readInput(c, &t)
	if err != nil {
		return err
	}
	record, err := move(c.Request.Context(), caller(c), id, t, once)
	if err != nil {
		return err
	}
	replayed(c, once)
	return answer(c, http.StatusOK, record)
}

// bare refuses parameters, of which a single record takes none, and formats other than JSON.
func bare(c *gin.Context) error {
	if _, err := accepted(c, recordFormats); err != nil {
		return err
	}
	q, err := parseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	q.decode(nil)
	return q.err()
}

// readInput reads the body of a POST into an input, strictly, and how often it may take effect.
func readInput[In any](c *gin.Context, in *In) (*api.Once, error) {
	if err := bare(c); err != nil {
		return nil, err
	}
	body, err := readBody(c, jsonBody)
	if err != nil {
		return nil, err
	}
	if err := decode(body, in, caller(c)); err != nil {
		return nil, err
	}
	return readOnce(c, body)
}

// decode reads a body. Where it is not of the right form, what the well-formed rest gets wrong is reported with it.
func decode[In any](body []byte, in *In, who api.Caller) error {
	target := in
	err := api.Decode(body, &target) // a pointer to the pointer: Validate must see the defaults
	e, ok := errors.AsType[*api.Error](err)
	if !ok || len(e.Fields) == 0 {
		return err
	}
	var filled any = *in
	switch with := filled.(type) {
	case interface{ WithDefaults() In }:
		filled = with.WithDefaults()
	case interface{ WithDefaults(api.Caller) In }:
		filled = with.WithDefaults(who)
	}
	if v, ok := filled.(interface{ Validate() api.Fields }); ok {
		for _, f := range v.Validate() {
			if !e.Fields.Has(f.Pointer) {
				e.Fields = append(e.Fields, f)
			}
		}
	}
	code := e.Code
	e, _ = errors.AsType[*api.Error](e.Fields.Err())
	e.Code = code
	return e
}

var onceKey = regexp.MustCompile(`^[!-~]{1,255}$`)

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
