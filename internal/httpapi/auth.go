package httpapi

import (
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/oidc"
	"github.com/konbit-aid/konbit/internal/policy"
)

// admit finds out who asks and whether the route is open to them. Codes: unauthorized, forbidden.
func (s *server) admit(c *gin.Context, rule policy.Rule) error {
	if rule.Access == policy.Anybody {
		return nil
	}
	who, err := s.identify(c)
	if err != nil {
		return err
	}
	visitOf(c).caller = who
	h := c.Writer.Header()
	h.Add("Vary", "Authorization")
	if who.Anonymous() {
		h.Set("Cache-Control", "public, no-cache")
	} else {
		h.Set("Cache-Control", "private, no-cache")
	}
	err = rule.Admits(who, s.cfg.PublicRead)
	if api.CodeOf(err) == api.CodeForbidden {
		h.Set("WWW-Authenticate", `Bearer realm="konbit", error="insufficient_scope", scope="`+strings.ReplaceAll(policy.Words(rule.Scopes), " or ", " ")+`"`)
	}
	return err
}

// maxShown is the longest Authorization header that is looked at.
const maxShown = 8 << 10

// identify reads the key, or the token of the identity provider. It stands in the Authorization header or nowhere: an
// address ends up in logs.
func (s *server) identify(c *gin.Context) (api.Caller, error) {
	shown := c.Request.Header.Values("Authorization")
	if len(shown) == 0 {
		return api.Caller{}, nil
	}
	scheme, key, _ := strings.Cut(shown[0], " ")
	key = strings.TrimSpace(key)
	if len(shown) > 1 || len(key) > maxShown || !strings.EqualFold(scheme, "Bearer") || key == "" {
		return api.Caller{}, api.Errorf(api.CodeUnauthorized, "The Authorization header must be one key: Bearer knb_live_…")
	}
	if s.cfg.OIDC == nil || !oidc.Likely(key) {
		return s.svc.Authenticate(c.Request.Context(), key)
	}
	who, err := s.cfg.OIDC.Verify(c.Request.Context(), key)
	if err != nil {
		return api.Caller{}, err
	}
	return s.svc.AuthenticateSubject(c.Request.Context(), who.Issuer, who.Subject)
}
