package exchange

import "github.com/konbit-aid/konbit/api"

// TransactionColumns is the table of transactions.
var TransactionColumns = columns("transactions", []column[api.Transaction]{
	text("id", "The record's id.", func(t *api.Transaction) string { return t.ID }).tag("#meta+id"),
	text("pledge", "The id of the pledge.", func(t *api.Transaction) string { return t.Pledge }).tag("#activity+id"),
	text("type", "commitment, disbursement, decommitment or refund.", func(t *api.Transaction) api.TransactionType { return t.Type }).tag("#status+text"),
	amount("amount", "currency", "How much.", func(t *api.Transaction) *api.Money { return &t.Amount }).tag("#value+funding+total"),
	currencyOf("currency", "The currency of amount.", func(t *api.Transaction) *api.Money { return &t.Amount }).tag("#value+funding+total+currency"),
	dollars("amount_usd", "The amount at the pledge's rate.", func(t *api.Transaction) *api.Cents { return &t.AmountUSD }).tag("#value+funding+total+usd"),
	date("date", "The day on which it happened.", func(t *api.Transaction) api.Date { return t.Date }).tag("#date"),
	text("reference", "The number of who reports it.", func(t *api.Transaction) api.Opt { return t.Reference }).tag("#activity+code"),
	text("allocation_region", "The place of the allocation that the money belongs to.", func(t *api.Transaction) string { return cellOf(t).Region }).tag("#adm+code"),
	text("allocation_sector", "The sector of that allocation.", func(t *api.Transaction) api.SectorCode { return cellOf(t).Sector }).tag("#sector+cluster+code"),
	text("reported_by", "Who says so: the donor, or the recipient.", func(t *api.Transaction) string { return t.ReportedBy }).tag("#org+code+reported"),
	flag("counted", "False for a recipient's statement about money that the donor reports.", func(t *api.Transaction) bool { return t.Counted }).tag("#meta+counted"),
	texts("sources", citedMeaning, func(dst []byte, t *api.Transaction) []byte { return appendCitations(dst, t.Sources) }).tag("#meta+source"),
}, meta(func(t *api.Transaction) *api.Meta { return &t.Meta }))

var noCell api.Cell

func cellOf(t *api.Transaction) *api.Cell {
	if t.Allocation == nil {
		return &noCell
	}
	return t.Allocation
}
