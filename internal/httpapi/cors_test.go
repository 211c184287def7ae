package httpapi_test

import (
	"testing"

	"github.com/konbit-aid/konbit/internal/httpapi"
)

// preflight is what a browser asks before a script's request.
func preflight(name, origin, method, headers string, status int, want, not []string) scenario {
	sc := scenario{name: name, status: status, want: want, not: not, call: call{method: "OPTIONS", path: "/v1/pledges",
		headers: []string{"Origin: " + origin, "Access-Control-Request-Method: " + method}}}
	if headers != "" {
		sc.headers = append(sc.headers, "Access-Control-Request-Headers: "+headers)
	}
	return sc
}

// actual is a script's request.
func actual(name, method, path, origin string, status int, want, not []string) scenario {
	return scenario{name: name, status: status, want: want, not: not, call: call{method: method, path: path, headers: []string{"Origin: " + origin}}}
}

const allowed = "Access-Control-Allow-Origin"

func TestDashboardsReadFromAnywhere(t *testing.T) {
	w := emptyWorld(t, sqlite(t), httpapi.Config{PublicRead: true, CORS: httpapi.CORS{Read: []string{"*"}},
		Limits: httpapi.Limits{Addresses: rate("address", 8)}})
	const page = "https://dashboard.example"
	none := []string{allowed}
	w.play(t, []scenario{
		preflight("may a page read", page, "GET", "", 204, []string{allowed + ": *\r", "Access-Control-Max-Age: 7200", "X-Request-Id: "}, []string{"Credentials", "Ratelimit"}),
		preflight("may it show a key", page, "GET", "authorization,if-none-match", 204, []string{allowed + ": *\r", "Access-Control-Allow-Headers: authorization,if-none-match"}, nil),
		preflight("may it send anything", page, "GET", "x-http-method-override", 204, nil, none),
		preflight("may it write", page, "POST", "content-type", 405, []string{"#method_not_allowed"}, none),
		preflight("may it change", page, "PATCH", "", 405, nil, none),
		preflight("may it delete", page, "DELETE", "", 405, nil, none),
		preflight("may it shout", page, "get", "", 405, nil, none),
		actual("it reads", "GET", "/v1/sectors", page, 200, []string{allowed + ": *\r", "Access-Control-Expose-Headers: ", "Etag, ", "Link, ", "Location, ", "Ratelimit, ", "Retry-After, ", "X-Request-Id, ", "X-Total-Count", "Idempotency-Replayed", "Content-Disposition"}, []string{"Credentials"}),
		actual("it sees what went wrong", "GET", "/v1/sectors/NO", page, 404, []string{allowed + ": *\r"}, nil),
		actual("it sees that there is no such address", "GET", "/v1/nothing", page, 404, []string{allowed + ": *\r"}, nil),
		actual("a page of a file reads too", "HEAD", "/v1/sectors", "null", 200, []string{allowed + ": *\r"}, nil),
		actual("it sees nothing of a write", "POST", "/v1/pledges", page, 401, nil, none),
		{name: "OPTIONS without CORS is a method that is not there", call: call{method: "OPTIONS", path: "/v1/pledges"}, status: 405, want: []string{"Allow: "}},
		{name: "without an origin it is no preflight", status: 405, call: call{method: "OPTIONS", path: "/v1/pledges", headers: []string{"Access-Control-Request-Method: GET"}}},
	})
}

func TestPagesThatAreNamed(t *testing.T) {
	const page, other = "https://a.example", "http://localhost:3000"
	w := emptyWorld(t, sqlite(t), httpapi.Config{PublicRead: true, CORS: httpapi.CORS{Read: []string{page}, Write: []string{other}}})
	none := []string{allowed}
	w.play(t, []scenario{
		preflight("the one reads", page, "GET", "", 204, []string{allowed + ": " + page, "Vary: Origin"}, nil),
		preflight("and does not write", page, "POST", "content-type", 204, nil, none),
		preflight("the other writes", other, "POST", "authorization,content-type,idempotency-key", 204, []string{allowed + ": " + other, "Access-Control-Allow-Methods: POST"}, nil),
		preflight("and changes", other, "PATCH", "authorization,content-type,if-match", 204, []string{allowed + ": " + other, "Access-Control-Allow-Methods: PATCH"}, nil),
		preflight("and does not read", other, "GET", "", 204, nil, none),
		preflight("a name that ends alike is another", "https://evila.example", "GET", "", 204, nil, none),
		preflight("a name that begins alike is another", page+".evil.example", "GET", "", 204, nil, none),
		preflight("another scheme is another", "http://a.example", "GET", "", 204, nil, none),
		preflight("another port is another", page+":8443", "GET", "", 204, nil, none),
		preflight("a file is none", "null", "GET", "", 204, nil, none),
		actual("the answer is for the one", "GET", "/v1/sectors", page, 200, []string{allowed + ": " + page, "Vary: Origin"}, nil),
		actual("and for no other", "GET", "/v1/sectors", other, 200, []string{"Vary: Origin"}, none),
		{name: "a cache may not mix them up", call: call{method: "GET", path: "/v1/sectors"}, status: 200, want: []string{"Vary: Origin"}},
	})
	w = emptyWorld(t, sqlite(t), httpapi.Config{PublicRead: true})
	w.play(t, []scenario{
		preflight("where it is off nobody may", page, "GET", "", 405, nil, none),
		actual("nor sees anything", "GET", "/v1/sectors", page, 200, nil, none),
	})
}
