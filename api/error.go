package api

import (
	"errors"
	"fmt"
	"strings"
)

// Code names a kind of failure. Codes are stable: clients may branch on them.
type Code string

// The codes of an [Error]. Each has one HTTP status, in internal/httpapi.
const (
	CodeMalformed     Code = "malformed"             // the request cannot be read: 400
	CodeUnauthorized  Code = "unauthorized"          // a key is missing, unknown or expired: 401
	CodeForbidden     Code = "forbidden"             // the key may not do this: 403
	CodeNotFound      Code = "not_found"             // absent, or invisible to this caller: 404
	CodeMethod        Code = "method_not_allowed"    // the route exists, this method does not: 405
	CodeNotAcceptable Code = "not_acceptable"        // no such format for this answer: 406
	CodeConflict      Code = "conflict"              // it exists already, or its state forbids this: 409
	CodeStale         Code = "precondition_failed"   // If-Match names an older version: 412
	CodeTooLarge      Code = "too_large"             // the body is over the limit: 413
	CodeURITooLong    Code = "uri_too_long"          // the address is over the limit: 414
	CodeMediaType     Code = "unsupported_media"     // the body's media type is not read here: 415
	CodeInvalid       Code = "invalid"               // fields are wrong: 422
	CodeNoVersion     Code = "precondition_required" // PATCH without If-Match: 428
	CodeTooMany       Code = "too_many"              // asked too often: 429
	CodeBusy          Code = "busy"                  // too many requests are at work: 503
	CodeTooExpensive  Code = "too_expensive"         // the question takes longer than one may: 422
	CodeUnavailable   Code = "unavailable"           // the database is out of reach, or the time is up: 503
	CodeInternal      Code = "internal"              // our fault: 500
)

// FieldError says what is wrong with one field, so that a person can mend it.
type FieldError struct {
	// Pointer is the JSON pointer (RFC 6901) of the field in the body, or the
	// name of a query parameter.
	Pointer string `json:"pointer" example:"/allocations/0/amount"`
	// Code is stable, for programs.
	Code string `json:"code" example:"too_many_digits"`
	// Detail is a sentence, for people.
	Detail string `json:"detail" example:"USD has 2 digits after the point; \"1.005\" has 3."`
}

// Error is the only error that crosses Konbit's borders. Detail and Fields are
// safe to show; the wrapped cause is for the log alone.
type Error struct {
	Code   Code
	Detail string
	Fields Fields
	// Location is the path of the record that stands in the way (conflicts).
	Location string
	cause    error
}

// Errorf makes an error with a safe sentence.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// Internal wraps a failure that is ours. Its text is logged, never shown.
func Internal(cause error) *Error {
	return &Error{Code: CodeInternal, Detail: "Something failed on our side. The request id helps us find it.", cause: cause}
}

// Unavailable wraps a failure of the database or of time. It is worth a retry.
func Unavailable(cause error) *Error {
	return &Error{Code: CodeUnavailable, Detail: "The database did not answer in time. Try again.", cause: cause}
}

// NotFound is the answer for what is absent and for what the caller may not see.
func NotFound(kind, id string) *Error {
	return Errorf(CodeNotFound, "There is no %s %q.", kind, id)
}

// Error returns the safe sentence with the fields, and the cause for the log.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code) + ": " + e.Detail)
	for _, f := range e.Fields {
		b.WriteString("; " + f.Pointer + ": " + f.Detail)
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Unwrap returns the private cause.
func (e *Error) Unwrap() error { return e.cause }

// CodeOf returns the code of err: "" for nil, [CodeInternal] for a foreign error.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}

// Fields collects everything that is wrong with an input.
type Fields []FieldError

// MaxFaults is how many wrong fields are named at once.
const MaxFaults = 1000

// Add notes one wrong field. Beyond [MaxFaults] it notes nothing.
func (f *Fields) Add(pointer, code, format string, args ...any) {
	if len(*f) < MaxFaults {
		f.keep(FieldError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)})
	}
}

func (f *Fields) keep(e FieldError) {
	if len(*f) < MaxFaults {
		*f = append(*f, e)
	}
}

// Under appends other with each pointer moved below prefix.
func (f *Fields) Under(prefix string, other Fields) {
	for _, e := range other {
		e.Pointer = prefix + e.Pointer
		f.keep(e)
	}
}

// Has tells whether a field at or below pointer was already found wrong.
func (f Fields) Has(pointer string) bool {
	for _, e := range f {
		if e.Pointer == pointer || strings.HasPrefix(e.Pointer, pointer+"/") {
			return true
		}
	}
	return false
}

// Err returns nil when nothing is wrong, else a [CodeInvalid] error.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f.invalid()
}

func (f Fields) invalid() *Error {
	noun := "fields are"
	if len(f) == 1 {
		noun = "field is"
	}
	if len(f) >= MaxFaults {
		noun = "fields or more are"
	}
	return &Error{Code: CodeInvalid, Detail: fmt.Sprintf("%d %s not valid.", len(f), noun), Fields: f}
}

// Problem is the body of every answer that is not a success (RFC 9457).
type Problem struct {
	Type     string `json:"type" example:"https://konbit.example/problems/invalid"`
	Title    string `json:"title" example:"The fields are not valid"`
	Status   int    `json:"status" example:"422"`
	Detail   string `json:"detail" example:"1 field is not valid."`
	Instance string `json:"instance" example:"/v1/pledges"`
	// RequestID is the id under which the server logged this request.
	RequestID string       `json:"request_id,omitempty" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	Errors    []FieldError `json:"errors,omitempty"`
}
