package main

import (
	"context"
	"flag"
	"net"
	"net/http"
	"time"

	"github.com/konbit-aid/konbit/api/client"
	"github.com/konbit-aid/konbit/internal/config"
)

var healthcheck = command{
	name:   "healthcheck",
	short:  "ask the server on this machine whether it is ready",
	long:   "Asks /readyz at KONBIT_ADDR: exit code 0 if the server is ready, 1 if not. Made for HEALTHCHECK in a container.",
	groups: []config.Group{config.Server},
	bind: func(*flag.FlagSet) action {
		return func(ctx context.Context, a *app, _ []string) error {
			c := client.New("http://"+dialable(a.config.Addr), client.WithRetries(0),
				client.WithHTTPClient(&http.Client{Timeout: 5 * time.Second}))
			return c.Ready(ctx)
		}
	},
}

// dialable turns the address to listen on into one to call: every interface includes the loopback.
func dialable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
