package httpapi

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// admit finds out who asks and whether the route is open to them. Codes: unauthorized, forbidden.
func (s *server) admit(c *gin.Context, need access) error {
	if need.open {
		return nil
	}
	who, err := s.identify(c)
	if err != nil {
		return err
	}
	c.Set(callerKey, who)
	h := c.Writer.Header()
	h.Add("Vary", "Authorization")
	if who.Anonymous() {
		h.Set("Cache-Control", "public, no-cache")
	} else {
		h.Set("Cache-Control", "private, no-cache")
	}
	switch {
	case who.Anonymous() && len(need.scopes) == 0 && s.cfg.PublicRead:
		return nil
	case who.Anonymous():
		return api.Errorf(api.CodeUnauthorized, "Show a key: Authorization: Bearer knb_live_…")
	case len(need.scopes) > 0 && !slices.ContainsFunc(need.scopes, who.Can):
		return missingScope(h, need.scopes)
	}
	return nil
}

func missingScope(h http.Header, scopes []api.Scope) error {
	names := make([]string, len(scopes))
	for i, scope := range scopes {
		names[i] = string(scope)
	}
	h.Set("WWW-Authenticate", `Bearer realm="konbit", error="insufficient_scope", scope="`+strings.Join(names, " ")+`"`)
	return api.Errorf(api.CodeForbidden, "This needs a key with the scope %s.", strings.Join(names, " or "))
}

// identify reads the key. It stands in the Authorization header or nowhere: an address ends up in logs.
func (s *server) identify(c *gin.Context) (api.Caller, error) {
	shown := c.Request.Header.Values("Authorization")
	if len(shown) == 0 {
		return api.Caller{}, nil
	}
	scheme, key, _ := strings.Cut(shown[0], " ")
	key = strings.TrimSpace(key)
	if len(shown) > 1 || !strings.EqualFold(scheme, "Bearer") || key == "" {
		return api.Caller{}, api.Errorf(api.CodeUnauthorized, "The Authorization header must be one key: Bearer knb_live_…")
	}
	return s.svc.Authenticate(c.Request.Context(), key)
}
