package client

import (
	"context"
	"io"
	"net/http"
)

// Export answers a list in another format than JSON, as a stream that the
// caller closes. The list is its path below /v1, like "pledges" or
// "coverage/explain"; the format is a media type, like "text/csv"; the filter
// is the list's own, or nil.
func (c *Client) Export(ctx context.Context, list, format string, filter any) (io.ReadCloser, error) {
	res, err := c.send(ctx, request{method: http.MethodGet, path: "/v1/" + list + query(filter), header: http.Header{"Accept": {format}}})
	if err != nil {
		return nil, err
	}
	return res.Body, nil
}
