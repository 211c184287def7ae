package exchange

import (
	"strings"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// KeyColumns is the table of keys.
var KeyColumns = columns(join([]column[api.Key]{
	text("id", func(k api.Key) string { return k.ID }),
	text("organization", func(k api.Key) string { return k.Organization }),
	text("name", func(k api.Key) string { return string(k.Name) }),
	text("scopes", func(k api.Key) string { return scopes(k.Scopes) }),
	plain("expires_at", func(k api.Key) string { return known(k.ExpiresAt) }),
	text("status", func(k api.Key) string { return string(k.Status) }),
	text("root", func(k api.Key) string { return k.Root }),
	text("replaces", func(k api.Key) string { return string(k.Replaces) }),
	plain("last_used_at", func(k api.Key) string { return known(k.LastUsedAt) }),
	plain("revoked_at", func(k api.Key) string { return known(k.RevokedAt) }),
}, meta(func(k api.Key) api.Meta { return k.Meta }))...)

// GrantColumns is the table of grants.
var GrantColumns = columns(join([]column[api.Grant]{
	text("id", func(g api.Grant) string { return g.ID }),
	text("organization", func(g api.Grant) string { return g.Organization }),
	text("subject", func(g api.Grant) string { return g.Subject }),
	text("name", func(g api.Grant) string { return string(g.Name) }),
	text("scopes", func(g api.Grant) string { return scopes(g.Scopes) }),
	plain("expires_at", func(g api.Grant) string { return known(g.ExpiresAt) }),
	text("issuer", func(g api.Grant) string { return g.Issuer }),
	text("status", func(g api.Grant) string { return string(g.Status) }),
	plain("last_used_at", func(g api.Grant) string { return known(g.LastUsedAt) }),
	plain("revoked_at", func(g api.Grant) string { return known(g.RevokedAt) }),
}, meta(func(g api.Grant) api.Meta { return g.Meta }))...)

func scopes(all []api.Scope) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = string(s)
	}
	return strings.Join(words, ";")
}

func known(t *time.Time) string {
	if t == nil {
		return ""
	}
	return moment(*t)
}
