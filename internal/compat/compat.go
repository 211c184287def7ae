// Package compat is what the answers to existing clients of other systems have
// in common. Each system has a package of its own below: a thin adapter over the
// use cases of package relief, which ask the same policy as our own routes do.
package compat

import (
	"crypto/sha256"
	"encoding/binary"
	"regexp"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// Route is one address that an existing client asks.
type Route struct {
	// Path is as gin writes it.
	Path string
	// Operations are those of ours whose rows of the policy say who may; open to everybody if none.
	Operations []string
	// Handle answers. It writes what the client's own system would say of a
	// wrong request; an error is for what is not the client's doing.
	Handle func(c *gin.Context, caller api.Caller) error
}

// Numbers of ours lie between these two: above every id that OCHA's systems
// give, and small enough for programs that keep numbers as IEEE doubles.
const (
	minNumber = 1 << 52
	maxNumber = 1<<53 - 1
)

// Number is the id of a record where a system wants numbers and the record has
// none of that system's. It follows from the record's own id, so it is the same
// in every answer and on every instance. It never equals an id of OCHA's; two of
// a hundred thousand records of one kind share one with odds of one in a million.
func Number(kind, id string) int64 {
	sum := sha256.Sum256([]byte(kind + "\n" + id))
	return minNumber + int64(binary.BigEndian.Uint64(sum[:8])>>12)
}

var plainHost = regexp.MustCompile(`^[A-Za-z0-9.\[\]:-]{1,255}$`)

// Base is the scheme and host that the client asked, for answers that must hold
// whole addresses.
func Base(c *gin.Context) string {
	scheme := "http"
	if c.Request.TLS != nil || c.GetBool("konbit/secure") {
		scheme = "https"
	}
	host := c.Request.Host
	if !plainHost.MatchString(host) {
		host = "localhost"
	}
	return scheme + "://" + host
}

// Pages walks a list of the service to its end.
func Pages[T any](from string, load func(api.Page) (api.List[T], error), visit func(cursor string, page []T) error) error {
	p := api.Page{Limit: api.MaxLimit, Cursor: from}
	for {
		list, err := load(p)
		if err != nil {
			return err
		}
		if err := visit(p.Cursor, list.Data); err != nil || list.Next == "" {
			return err
		}
		p.Cursor = string(list.Next)
	}
}
