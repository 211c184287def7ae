package main

import (
	"maps"
	"slices"
)

// problem is an answer that is not a success.
type problem struct{ name, description string }

// problems names the shared answers by status.
var problems = map[string]problem{
	"400": {"BadRequest", "The request cannot be read: a parameter or a field that is not known, a value of the wrong kind, JSON that is not well formed."},
	"401": {"Unauthorized", "A key is missing, unknown, expired or revoked."},
	"403": {"Forbidden", "The key lacks the scope, or the record belongs to another organization."},
	"404": {"NotFound", "Absent, or not visible to this caller."},
	"406": {"NotAcceptable", "The answer does not come in a media type that Accept names."},
	"409": {"Conflict", "It exists already (then Location names it), or its status forbids this."},
	"412": {"PreconditionFailed", "The record has changed: If-Match names an older version. Read it again."},
	"413": {"TooLarge", "The body is longer than is taken here."},
	"414": {"AddressTooLong", "The address is longer than is read here."},
	"415": {"UnsupportedMediaType", "The body's media type is not read here."},
	"422": {"Invalid", "Fields are wrong: `errors` names every one. Also: the Idempotency-Key was used with another request."},
	"428": {"PreconditionRequired", "If-Match is missing."},
	"429": {"TooMany", "Asked too often: try again after the seconds in Retry-After."},
	"503": {"Unavailable", "Too much to do, or the database is out of reach: nothing was written. Try again after the seconds in Retry-After."},
}

// headers describes the headers of answers.
var headers = map[string]object{
	"Content-Language":     {"description": "The language of the names in this answer.", "schema": object{"type": "string"}},
	"ETag":                 {"description": "The state of the answer, for If-None-Match and, of a single record, for If-Match.", "schema": object{"type": "string"}},
	"Idempotency-Replayed": {"description": "`true` where this answers an earlier request with the same Idempotency-Key.", "schema": object{"type": "boolean"}},
	"Konbit-Consistency":   {"description": "Stands for this write: a read that sends it back is at least as new, whichever instance answers.", "schema": object{"type": "string"}},
	"Konbit-Entry":         {"description": "The entries of the ledger that this write made, as `ID;leaf=HASH`, at most 16: the receipt. Absent where it made none. `GET /v1/ledger/entries/{entry}/proof` proves it.", "schema": object{"type": "string"}},
	"Link":                 {"description": "The next page: `<…>; rel=\"next\"`. Absent on the last.", "schema": object{"type": "string"}},
	"Location":             {"description": "The path of the record.", "schema": object{"type": "string", "format": "uri-reference"}},
	"RateLimit":            {"description": "What is left of the rate, as in draft-ietf-httpapi-ratelimit-headers-10: `\"key\";r=1187;t=42` is 1187 requests in the 42 seconds that remain. Absent where the operator sets no rate.", "schema": object{"type": "string"}},
	"RateLimit-Policy":     {"description": "The rate that holds for this caller: `\"key\";q=1200;w=60` is 1200 requests in 60 seconds.", "schema": object{"type": "string"}},
	"Retry-After":          {"description": "Seconds to wait before trying again.", "schema": object{"type": "integer"}},
	"WWW-Authenticate":     {"description": "How to show a key.", "schema": object{"type": "string"}},
	"X-Request-Id":         {"description": "The id under which the server logged this request. A caller may send its own.", "schema": object{"type": "string"}},
	"X-Total-Count":        {"description": "The number of records on all pages, in every form but JSON with `count=true`.", "schema": object{"type": "integer"}},
}

// sharedParameters are those that the pass adds to operations.
func sharedParameters(f *facts) object {
	return object{
		"ifNoneMatchHeader": object{"name": "If-None-Match", "in": "header", "schema": object{"type": "string"},
			"description": "The ETag of an answer already at hand: 304 if it still holds."},
		"consistencyHeader": object{"name": "Konbit-Consistency", "in": "header", "schema": object{"type": "string"},
			"description": "What an earlier write answered with: this answer is at least as new. Without it an answer may be up to a second older than a write through another instance."},
		"lastEventIDHeader": object{"name": "Last-Event-ID", "in": "header", "schema": object{"type": "string"},
			"description": "Of server-sent events: the id of the last one that was received, to go on after it. Goes before `after`."},
		"ifMatchHeader": object{"name": "If-Match", "in": "header", "required": true, "schema": object{"type": "string"},
			"description": "The ETag of the record that is to be changed."},
		"idempotencyKeyHeader": object{"name": "Idempotency-Key", "in": "header",
			"schema":      object{"type": "string", "pattern": f.patterns["onceKey"]},
			"description": "A text of your own, like a UUID, that makes the request take effect once, however often it is sent."},
		"acceptLanguageHeader": object{"name": "Accept-Language", "in": "header", "schema": object{"type": "string"},
			"description": "The language of names: en, fr, ht or es."},
	}
}

// components puts together what operations share.
func (d *document) components() object {
	problemSchema := object{"application/problem+json": object{"schema": d.ref("Problem", output)}}
	responses := object{
		"NotModified": object{"description": "What If-None-Match names still holds.",
			"headers": object{"ETag": reference("headers", "ETag")}},
		"Failure": object{"description": "Any other failure, like 500.", "content": problemSchema,
			"headers": object{"X-Request-Id": reference("headers", "X-Request-Id"), "Retry-After": reference("headers", "Retry-After")}},
	}
	responses["Awaiting"] = object{"description": "The change waits for a second person: nothing is changed yet. Location is the approval.",
		"headers": object{"X-Request-Id": reference("headers", "X-Request-Id"), "ETag": reference("headers", "ETag"), "Location": reference("headers", "Location")},
		"content": object{"application/json": object{"schema": d.ref("Approval", output)}}}
	for _, status := range slices.Sorted(maps.Keys(problems)) {
		p := problems[status]
		set := object{"X-Request-Id": reference("headers", "X-Request-Id")}
		if status == "429" {
			set["RateLimit"], set["RateLimit-Policy"] = reference("headers", "RateLimit"), reference("headers", "RateLimit-Policy")
		}
		switch status {
		case "401", "403":
			set["WWW-Authenticate"] = reference("headers", "WWW-Authenticate")
		case "429", "503":
			set["Retry-After"] = reference("headers", "Retry-After")
		case "409":
			set["Location"] = reference("headers", "Location")
		}
		media := object{"schema": d.ref("Problem", output)}
		if body := d.examples.problem(status); body != nil {
			media["example"] = body
		} else {
			d.fault("docs/examples/problem-%s.json is missing", status)
		}
		responses[p.name] = object{"description": p.description, "headers": set,
			"content": object{"application/problem+json": media}}
	}
	set := object{}
	for name, h := range headers {
		set[name] = h
	}
	return object{
		"schemas":    d.made,
		"parameters": d.parameters,
		"responses":  responses,
		"headers":    set,
		"securitySchemes": object{"bearer": object{"type": "http", "scheme": "bearer", "bearerFormat": "knb",
			"description": "A key like `knb_live_…`, made with `konbit key create`. It stands for an organization and carries scopes. " +
				"Where the operator has named an identity provider, a token of it, if its subject has a grant."}},
	}
}
