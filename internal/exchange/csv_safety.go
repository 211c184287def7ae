package exchange

import (
	"strconv"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// ApprovalColumns is the table of approvals.
var ApprovalColumns = columns(join([]column[api.Approval]{
	text("id", func(a api.Approval) string { return a.ID }),
	text("operation", func(a api.Approval) string { return a.Operation }),
	text("resource", func(a api.Approval) string { return a.Resource }),
	text("record", func(a api.Approval) string { return a.Record }),
	plain("record_version", func(a api.Approval) string { return strconv.FormatInt(a.RecordVersion, 10) }),
	text("change", func(a api.Approval) string { return string(a.Change) }),
	text("reason", func(a api.Approval) string { return string(a.Reason) }),
	text("needs", func(a api.Approval) string { return string(a.Needs) }),
	text("status", func(a api.Approval) string { return string(a.Status) }),
	text("owner", func(a api.Approval) string { return string(a.Owner) }),
	text("requested_by", func(a api.Approval) string { return a.RequestedBy }),
	text("decided_by", func(a api.Approval) string { return string(a.DecidedBy) }),
	text("decision", func(a api.Approval) string { return string(a.Decision) }),
	plain("decided_at", func(a api.Approval) string { return maybe(a.DecidedAt) }),
	plain("expires_at", func(a api.Approval) string { return moment(a.ExpiresAt) }),
}, meta(func(a api.Approval) api.Meta { return a.Meta }))...)

// ShieldColumns is the table of shields.
var ShieldColumns = columns(join([]column[api.Shield]{
	text("region", func(s api.Shield) string { return s.Region }),
	plain("shielded", func(s api.Shield) string { return strconv.FormatBool(s.Shielded) }),
	text("organization", func(s api.Shield) string { return s.Organization }),
	text("reason", func(s api.Shield) string { return s.Reason }),
}, meta(func(s api.Shield) api.Meta { return s.Meta }))...)

func maybe(t *time.Time) string {
	if t == nil {
		return ""
	}
	return moment(*t)
}
