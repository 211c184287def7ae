package exchange

import "github.com/konbit-aid/konbit/api"

// The types of transactions in IATI, as the donor and as the recipient reports them.
var (
	outgoing = map[api.TransactionType]string{api.Commitment: "2", api.Decommitment: "2", api.Disbursement: "3", api.Refund: "3"}
	incoming = map[api.TransactionType]string{api.Commitment: "11", api.Decommitment: "11", api.Disbursement: "1", api.Refund: "1"}
)

// outgoingPledge is IATI's "indicative, non-binding" promise, which both stages are.
const outgoingPledge = "12"

// transactions are the promise and what happened to it. What was taken back is
// below zero, as the standard wants it. What is left of a cancelled or expired
// promise is taken back, too.
func (a activity) transactions() {
	p := a.p
	what := "Pledged"
	if p.Stage == api.Announced {
		what = "Announced"
	}
	a.transaction(outgoingPledge, string(p.Reference), p.PledgedOn, p.Amount, what)
	switch p.Status {
	case api.StatusCancelled:
		a.transaction(outgoingPledge, "", p.CancelledOn, negative(p.Amount), "Cancelled")
	case api.StatusExpired:
		a.transaction(outgoingPledge, "", p.ExpiresOn, negative(p.Amount), "Expired")
	}
	for _, t := range a.around.Transactions[p.ID] {
		kinds, who := outgoing, ""
		if t.ReportedBy != p.Donor {
			kinds, who = incoming, " (reported by the recipient)"
		}
		amount := t.Amount
		if t.Type == api.Decommitment || t.Type == api.Refund {
			amount = negative(amount)
		}
		a.transaction(kinds[t.Type], string(t.Reference), t.Date, amount, transactionNames[t.Type]+who)
	}
}

var transactionNames = map[api.TransactionType]string{
	api.Commitment: "Commitment", api.Disbursement: "Disbursement", api.Decommitment: "Commitment taken back", api.Refund: "Payment given back",
}

func negative(m api.Money) api.Money { return api.Money{Minor: -m.Minor, Currency: m.Currency} }

func (a activity) transaction(kind, reference string, day api.Date, amount api.Money, what string) {
	attributes := []string{"humanitarian", "1"}
	if reference != "" {
		attributes = append(attributes, "ref", reference)
	}
	a.open("transaction", attributes...)
	a.empty("transaction-type", "code", kind)
	a.empty("transaction-date", "iso-date", string(day))
	a.leaf("value", string(appendMoney(nil, &amount)), "currency", string(amount.Currency), "value-date", string(day))
	a.words("description", what)
	a.org("provider-org", a.p.Donor, a.known(a.p.Donor)...)
	if r := string(a.p.Recipient); r != "" {
		a.org("receiver-org", r, a.known(r)...)
	}
	a.close("transaction")
}
