package httpapi

import (
	"context"
	"net/http"
	"reflect"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// lister is what the service offers for every list: one page of what a filter selects.
type lister[F, R any] = func(context.Context, api.Caller, F) (api.List[R], error)

// list answers with a page as JSON, or with a page or the whole list in another format.
func list[F, R any](c *gin.Context, load lister[F, R], more ...extra[R]) error {
	var filter F
	how, err := readQuery(c, &filter, formatsOf(more...))
	if err != nil {
		return err
	}
	speak(c, new(R)) // an empty list of names has a language too
	if how != asJSON {
		return stream(c, how, filter, load, more...)
	}
	page, err := load(c.Request.Context(), caller(c), filter)
	if err != nil {
		return err
	}
	if page.Data == nil {
		page.Data = []R{}
	}
	for i := range page.Data {
		speak(c, &page.Data[i])
	}
	page.Next = next(c, page.Next)
	return answer(c, http.StatusOK, page)
}

// readQuery fills the filter from the address and finds the format: ?format= goes before Accept.
func readQuery(c *gin.Context, filter any, offered []format) (format, error) {
	q, err := parseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return "", err
	}
	asked := format(q.take("format", words(offered)))
	q.decode(filter)
	if err := q.err(); err != nil {
		return "", err
	}
	found, err := accepted(c, offered)
	if asked != "" {
		return asked, nil
	}
	return found, err
}

// next turns a cursor into the address of the next page, with all that was asked for, and sets the Link header.
func next(c *gin.Context, cursor api.Opt) api.Opt {
	if cursor == "" {
		return ""
	}
	values := c.Request.URL.Query()
	values.Set("cursor", string(cursor))
	address := c.Request.URL.EscapedPath() + "?" + values.Encode()
	c.Header("Link", "<"+address+`>; rel="next"`)
	return api.Opt(address)
}

// pageOf finds the page in a filter.
func pageOf(filter any) *api.Page {
	page, ok := reflect.ValueOf(filter).Elem().FieldByName("Page").Addr().Interface().(*api.Page)
	if !ok {
		panic("httpapi: a filter without api.Page")
	}
	return page
}

// builtIn lets a code list of the program, which asks neither database nor caller, be served like any other.
func builtIn[A, R any](find func(A) (R, error)) func(context.Context, api.Caller, A) (R, error) {
	return func(_ context.Context, _ api.Caller, what A) (R, error) { return find(what) }
}
