package exchange

import (
	"time"

	"github.com/konbit-aid/konbit/api"
)

// KeyColumns is the table of keys.
var KeyColumns = columns("keys", []column[api.Key]{
	text("id", "The public part of the key.", func(k *api.Key) string { return k.ID }),
	text("organization", "Whose key it is.", func(k *api.Key) string { return k.Organization }),
	text("name", "What the key is for.", func(k *api.Key) api.Opt { return k.Name }),
	codes("scopes", "What it may do, parted by semicolons.", func(k *api.Key) []api.Scope { return k.Scopes }),
	moment("expires_at", "When it ends.", func(k *api.Key) *time.Time { return k.ExpiresAt }),
	text("status", "active, expired or revoked.", func(k *api.Key) api.KeyStatus { return k.Status }),
	text("root", "The first key of its line of rotations.", func(k *api.Key) string { return k.Root }),
	text("replaces", "The key that it was rotated from.", func(k *api.Key) api.Opt { return k.Replaces }),
	moment("last_used_at", "When it was last used.", func(k *api.Key) *time.Time { return k.LastUsedAt }),
	moment("revoked_at", "When it was revoked.", func(k *api.Key) *time.Time { return k.RevokedAt }),
}, meta(func(k *api.Key) *api.Meta { return &k.Meta }))

// GrantColumns is the table of grants.
var GrantColumns = columns("grants", []column[api.Grant]{
	text("id", "The record's id.", func(g *api.Grant) string { return g.ID }),
	text("organization", "For whom the person acts.", func(g *api.Grant) string { return g.Organization }),
	text("subject", "Who it is, in the words of the identity provider.", func(g *api.Grant) string { return g.Subject }),
	text("name", "Who it is, for people.", func(g *api.Grant) api.Opt { return g.Name }),
	codes("scopes", "What it allows, parted by semicolons.", func(g *api.Grant) []api.Scope { return g.Scopes }),
	moment("expires_at", "When it ends.", func(g *api.Grant) *time.Time { return g.ExpiresAt }),
	text("issuer", "The identity provider.", func(g *api.Grant) string { return g.Issuer }),
	text("status", "active, expired or revoked.", func(g *api.Grant) api.KeyStatus { return g.Status }),
	moment("last_used_at", "When it was last used.", func(g *api.Grant) *time.Time { return g.LastUsedAt }),
	moment("revoked_at", "When it was revoked.", func(g *api.Grant) *time.Time { return g.RevokedAt }),
}, meta(func(g *api.Grant) *api.Meta { return &g.Meta }))

// ApprovalColumns is the table of approvals.
var ApprovalColumns = columns("approvals", []column[api.Approval]{
	text("id", "The record's id.", func(a *api.Approval) string { return a.ID }),
	text("operation", "What is to be done.", func(a *api.Approval) string { return a.Operation }),
	text("resource", "What kind of record it is done to.", func(a *api.Approval) string { return a.Resource }),
	text("record", "The id of that record.", func(a *api.Approval) string { return a.Record }),
	count("record_version", "The version of that record.", func(a *api.Approval) int64 { return a.RecordVersion }),
	texts("change", "The change, as it was asked for in JSON.", func(dst []byte, a *api.Approval) []byte { return append(dst, a.Change...) }),
	text("reason", "Why it is asked for.", func(a *api.Approval) api.Opt { return a.Reason }),
	text("needs", "Who must agree.", func(a *api.Approval) api.ApprovalNeed { return a.Needs }),
	text("status", "Where it stands.", func(a *api.Approval) api.ApprovalStatus { return a.Status }),
	text("owner", "Whose record it is.", func(a *api.Approval) api.Opt { return a.Owner }),
	text("requested_by", "Who asked for it.", func(a *api.Approval) string { return a.RequestedBy }),
	text("decided_by", "Who decided.", func(a *api.Approval) api.Opt { return a.DecidedBy }),
	text("decision", "Why it was decided so.", func(a *api.Approval) api.Opt { return a.Decision }),
	moment("decided_at", "When it was decided.", func(a *api.Approval) *time.Time { return a.DecidedAt }),
	moment("expires_at", "When it lapses.", func(a *api.Approval) *time.Time { return &a.ExpiresAt }),
}, meta(func(a *api.Approval) *api.Meta { return &a.Meta }))

// ShieldColumns is the table of shields.
var ShieldColumns = columns("shields", []column[api.Shield]{
	text("region", "The place code.", func(s *api.Shield) string { return s.Region }),
	flag("shielded", "Whether it is hidden from the public.", func(s *api.Shield) bool { return s.Shielded }),
	text("organization", "Who decided it.", func(s *api.Shield) string { return s.Organization }),
	text("reason", "Why.", func(s *api.Shield) string { return s.Reason }),
}, meta(func(s *api.Shield) *api.Meta { return &s.Meta }))
