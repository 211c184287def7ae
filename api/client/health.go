package client

import (
	"context"
	"net/http"
)

// Ready returns nil if the server can answer: its database is reachable and its schema current.
func (c *Client) Ready(ctx context.Context) error {
	res, err := c.send(ctx, request{method: http.MethodGet, path: "/readyz", header: http.Header{}})
	if err != nil {
		return err
	}
	return res.Body.Close()
}
