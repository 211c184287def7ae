package client

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"

	"github.com/konbit-aid/konbit/api"
)

// maxProblem is how much of a refusal is read.
const maxProblem = 1 << 20

var codes = map[int]api.Code{
	http.StatusBadRequest:            api.CodeMalformed,
	http.StatusUnauthorized:          api.CodeUnauthorized,
	http.StatusForbidden:             api.CodeForbidden,
	http.StatusNotFound:              api.CodeNotFound,
	http.StatusMethodNotAllowed:      api.CodeMethod,
	http.StatusNotAcceptable:         api.CodeNotAcceptable,
	http.StatusConflict:              api.CodeConflict,
	http.StatusPreconditionFailed:    api.CodeStale,
	http.StatusRequestEntityTooLarge: api.CodeTooLarge,
	http.StatusUnsupportedMediaType:  api.CodeMediaType,
	http.StatusUnprocessableEntity:   api.CodeInvalid,
	http.StatusPreconditionRequired:  api.CodeNoVersion,
	http.StatusTooManyRequests:       api.CodeUnavailable,
	http.StatusServiceUnavailable:    api.CodeUnavailable,
	http.StatusBadGateway:            api.CodeUnavailable,
	http.StatusGatewayTimeout:        api.CodeUnavailable,
}

// problem reads an answer that is not a success, and closes it.
func problem(res *http.Response) *api.Error {
	defer res.Body.Close()
	code, ok := codes[res.StatusCode]
	if !ok {
		code = api.CodeInternal
	}
	e := api.Errorf(code, "The server answered %s.", res.Status)
	e.Location = res.Header.Get("Location")
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	var p api.Problem
	if kind != "application/problem+json" || json.NewDecoder(io.LimitReader(res.Body, maxProblem)).Decode(&p) != nil {
		return e
	}
	if p.Detail != "" {
		e.Detail = p.Detail
	}
	if p.RequestID != "" && res.StatusCode >= http.StatusInternalServerError {
		e.Detail += " (request " + p.RequestID + ")"
	}
	e.Fields = p.Errors
	return e
}
