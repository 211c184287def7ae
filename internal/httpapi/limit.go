package httpapi

import (
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/limit"
)

// Limits bound what clients may take. Each may be nil, which is no bound.
type Limits struct {
	// Keys says how often a key may ask, Addresses how often an address may without one.
	Keys, Addresses *limit.Limiter
	// Failures says how often an address may show a key that is not known.
	Failures *limit.Limiter
	// Places says how many requests are at work at once.
	Places *limit.Places
	// Expensive says how many expensive questions are at work at once, and Exports how many whole lists.
	Expensive, Exports *limit.Budget
	// Followers says how many follow the ledger at once.
	Followers *limit.Budget
	// Bodies says how many bytes of large bodies are in memory at once.
	Bodies *limit.Budget
}

// place takes a place for the request, or refuses it at once. The probes always get one: who asks them decides whether
// the program is restarted.
func (s *server) place(c *gin.Context) {
	path := c.Request.URL.Path
	if s.cfg.Limits.Places == nil || path == "/livez" || path == "/readyz" {
		return
	}
	defer leave(c)
	free, ok := s.cfg.Limits.Places.Enter()
	if ok {
		onLeave(c, free)
		ok = s.claim(c, visitOf(c).client)
	}
	if !ok {
		s.fail(c, errBusy)
		c.Abort()
		return
	}
	c.Next()
}

var errBusy = api.Errorf(api.CodeBusy, "Too many requests are at work. Send this one again in a moment.")

// claim takes one of the places that a client may have.
func (s *server) claim(c *gin.Context, who string) bool {
	if s.cfg.Limits.Places == nil {
		return true
	}
	free, ok := s.cfg.Limits.Places.Claim(who)
	if ok {
		onLeave(c, free)
	}
	return ok
}

func onLeave(c *gin.Context, free func()) {
	v := visitOf(c)
	v.leave = append(v.leave, free)
}

// leave gives the places of a request back before it is over: for answers that last as long as the client listens.
func leave(c *gin.Context) {
	for _, free := range visitOf(c).leave {
		free()
	}
}

// metered admits a caller and counts the request: of a key by its id, else by the address. An address that showed too
// many wrong keys is not even asked whose key it has. Codes: those of admit, too_many, busy.
func (s *server) metered(c *gin.Context, open bool, admit func() error) error {
	if open {
		return admit()
	}
	by, address := s.cfg.Limits, visitOf(c).client
	shown := len(c.Request.Header["Authorization"]) > 0
	if shown && by.Failures != nil {
		if v := by.Failures.Peek(address); !v.Allowed {
			return tooMany(c, v, "Too many wrong keys came from this address.")
		}
	}
	err := admit()
	if shown && by.Failures != nil && api.CodeOf(err) == api.CodeUnauthorized {
		announce(c, by.Failures.Take(address))
		return err
	}
	key := caller(c).KeyID
	limiter, who := by.Addresses, address
	if key != "" {
		limiter, who = by.Keys, key
	}
	if limiter != nil {
		v := limiter.Take(who)
		if announce(c, v); !v.Allowed {
			return tooMany(c, v, "Too many requests.")
		}
	}
	if err == nil && key != "" && !s.claim(c, "key "+key) {
		err = errBusy
	}
	return err
}

// announce tells the client how much is left, as draft-ietf-httpapi-ratelimit-headers-10 writes it.
func announce(c *gin.Context, v limit.Verdict) {
	h := c.Writer.Header()
	h.Set("RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", v.Policy.Name, v.Policy.Quota, seconds(v.Policy.Window)))
	h.Set("RateLimit", fmt.Sprintf("%q;r=%d;t=%d", v.Policy.Name, v.Remaining, seconds(v.Reset)))
}

func tooMany(c *gin.Context, v limit.Verdict, why string) error {
	announce(c, v)
	wait := seconds(v.Reset)
	c.Header("Retry-After", fmt.Sprint(wait))
	return api.Errorf(api.CodeTooMany, "%s At most %d are taken in %d s. Try again in %d s.", why, v.Policy.Quota, seconds(v.Policy.Window), wait)
}

// seconds rounds up, since to come back sooner is to come in vain.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }

// subscriber is what is counted as one client of an address: of IPv6 a /64, which is what one connection gets.
func subscriber(a netip.Addr) string {
	if a.Is6() {
		if prefix, err := a.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return a.String()
}

// warnOfProxy says once that a proxy stands before the program which it was not told of: then all clients count as one.
func (s *server) warnOfProxy() gin.HandlerFunc {
	var once sync.Once
	return func(c *gin.Context) {
		h := c.Request.Header
		if len(s.cfg.Proxies) > 0 || s.cfg.Limits.Addresses == nil || len(h["X-Forwarded-For"])+len(h["Forwarded"]) == 0 {
			return
		}
		once.Do(func() {
			s.log.LogAttrs(c.Request.Context(), slog.LevelWarn, "a request names a client behind a proxy, and no proxy is trusted: its clients count as one; see KONBIT_TRUSTED_PROXIES")
		})
	}
}
