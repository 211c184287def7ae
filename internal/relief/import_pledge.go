package relief

import (
	"fmt"

	"github.com/konbit-aid/konbit/api"
)

// state is how much of a pledge is committed and paid, in its minor units.
type state struct{ committed, disbursed int64 }

func wanted(f api.Flow, amount int64) state {
	switch f.Status {
	case api.FlowCommitment:
		return state{committed: amount}
	case api.FlowPaid:
		return state{committed: amount, disbursed: amount}
	}
	return state{}
}

// putPledge records a pledge and the transactions that are missing for the
// state that the file tells. What is committed or paid beyond that stays: only
// a person takes it back.
func (im *importer) putPledge(in api.PledgeInput, want state) (api.Outcome, error) {
	before, exists, err := im.b.w.PledgeByReference(in.Donor, in.Reference, im.today)
	if err != nil {
		return "", err
	}
	steps := missing(in, state{}, want, in.Reference)
	if exists && before.Committed.Minor > 0 {
		if before.Amount.Currency != in.Amount.Currency {
			return "", one("originalCurrency", "currency_changed", fmt.Sprintf("The pledge has commitments in %s; the file now gives it in %s.", before.Amount.Currency, in.Amount.Currency)).Err()
		}
		earlier, err := im.b.w.TransactionsOf(before.ID)
		if err != nil {
			return "", err
		}
		// A reference stands once among a pledge's commitments.
		reference := in.Reference + api.Opt(fmt.Sprintf(" (%d)", len(earlier[before.ID])+1))
		steps = missing(in, state{before.Committed.Minor, before.Disbursed.Minor}, want, reference)
		in.PledgedOn = min(in.PledgedOn, before.PledgedOn) // its transactions are not before it
	}
	outcome, err := im.b.PutPledge(in, steps)
	if err != nil {
		after, recorded, _ := im.b.w.PledgeByReference(in.Donor, in.Reference, im.today) // the first error is the one to tell
		im.spoiled = im.spoiled || recorded != exists || after.Version != before.Version
	}
	return outcome, err
}

// missing are the transactions between two states. A payment counts as committed, too.
func missing(in api.PledgeInput, have, want state, reference api.Opt) (steps []api.TransactionInput) {
	step := func(t api.TransactionType, minor int64) {
		if minor > 0 {
			steps = append(steps, api.TransactionInput{Type: t, Amount: api.Money{Minor: minor, Currency: in.Amount.Currency},
				Date: in.PledgedOn, Reference: reference, Sources: in.Sources})
		}
	}
	paid := max(want.disbursed-have.disbursed, 0)
	step(api.Commitment, want.committed-max(have.committed, have.disbursed+paid))
	step(api.Disbursement, paid)
	return steps
}
