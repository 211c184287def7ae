package relief

import (
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// CrisesTouching returns the crises with a region in a country.
func (b *Batch) CrisesTouching(iso3 string) ([]api.Crisis, error) { return b.w.CrisesTouching(iso3) }

// Crisis returns a crisis by its code.
func (b *Batch) Crisis(code string) (api.Crisis, bool, error) { return b.w.Crisis(code) }

// PutCrisis records a crisis or changes it.
func (b *Batch) PutCrisis(in api.CrisisInput) (api.Outcome, error) {
	if err := b.settled(); err != nil {
		return "", err
	}
	before, exists, err := b.w.Crisis(in.Code)
	if err != nil {
		return "", err
	}
	if exists && same(before.CrisisInput, in) {
		return api.Unchanged, nil
	}
	if exists {
		_, err = b.w.replaceCrisis(before, in)
		return api.Updated, err
	}
	if err := b.w.checkCrisis(in); err != nil {
		return "", err
	}
	_, err = b.w.addCrisis(in)
	return api.Created, err
}

// Appeal returns an appeal by its code.
func (b *Batch) Appeal(code string) (api.Appeal, bool, error) {
	p, ok, err := b.w.Plan(code)
	return p.Appeal, ok, err
}

// PutAppeal records an appeal or changes it.
func (b *Batch) PutAppeal(in api.AppealInput) (api.Outcome, error) {
	if err := b.settled(); err != nil {
		return "", err
	}
	in = in.WithDefaults()
	before, exists, err := b.w.Plan(in.Code)
	if err != nil {
		return "", err
	}
	if !exists {
		_, err = b.w.createAppeal(in)
		return api.Created, err
	}
	if same(before.AppealInput, in) {
		return api.Unchanged, nil
	}
	_, err = b.w.replaceAppeal(before, in)
	return api.Updated, err
}

// PutAssessment records a published assessment as validated, or rewrites the
// one that came from the same origin. origin names the file and its part.
func (b *Batch) PutAssessment(in api.AssessmentInput, origin string) (api.Outcome, error) {
	if err := b.settled(); err != nil {
		return "", err
	}
	in = in.WithDefaults(b.w.caller)
	content := contentOf(in)
	before, exists, err := b.w.StudyFrom(origin)
	if err != nil {
		return "", err
	}
	if exists && before.Content == content {
		return api.Unchanged, nil
	}
	if !exists {
		a, err := b.w.createAssessment(in, api.Validated, origin, content)
		if err != nil {
			return "", err
		}
		return api.Created, b.supersede(a.ID)
	}
	if !b.w.caller.Operator() && counts(before.Status) {
		return "", one("", "counts", "The figures of this file were imported before, and count: only the operator replaces them by others.").Err()
	}
	lines, err := b.w.NeedsOf(before.ID, api.MaxNeeds, nil)
	if err != nil {
		return "", err
	}
	before.Content = content
	if _, err := b.w.replaceAssessment(before, lines, in, api.Validated); err != nil {
		return "", err
	}
	return api.Updated, b.supersede(before.ID)
}

func (b *Batch) supersede(id string) error {
	if err := b.w.Supersede(id); err != nil {
		return err
	}
	return b.flushFull()
}

// PutExchangeRate records a rate, or changes that of the same currency and day.
func (b *Batch) PutExchangeRate(in api.ExchangeRateInput) (api.Outcome, error) {
	if err := in.Validate().Err(); err != nil {
		return "", err
	}
	before, exists, err := b.w.ExchangeRateOn(in.Currency, in.Date)
	if err != nil {
		return "", err
	}
	switch {
	case !exists:
		_, err = b.w.addExchangeRate(in)
		return api.Created, orFlush(err, b)
	case before.Source == in.Source && before.Rate.Same(in.Rate):
		return api.Unchanged, nil
	}
	_, err = b.w.replaceExchangeRate(before, in)
	return api.Updated, orFlush(err, b)
}

func orFlush(err error, b *Batch) error {
	if err != nil {
		return err
	}
	return b.flushFull()
}

// PutPledge records a pledge with its transactions, or changes the one that
// the donor recorded under the same reference. Transactions are known by type,
// date, reference and amount: those that are new are added.
func (b *Batch) PutPledge(in api.PledgeInput, transactions []api.TransactionInput) (api.Outcome, error) {
	if err := b.settled(); err != nil {
		return "", err
	}
	in = in.WithDefaults(b.w.caller)
	var before api.Pledge
	exists := false
	var err error
	if in.Reference != "" {
		if before, exists, err = b.w.PledgeByReference(in.Donor, in.Reference, b.w.today()); err != nil {
			return "", err
		}
	}
	outcome, pledge := api.Created, before
	switch {
	case !exists:
		pledge, err = b.w.createPledge(in)
	case same(before.PledgeInput, completed(before, in)):
		outcome = api.Unchanged
	default:
		outcome = api.Updated
		pledge, err = b.w.replacePledge(before, in)
	}
	if err != nil {
		return "", err
	}
	added, err := b.putTransactions(pledge, exists, transactions)
	if err != nil {
		return "", err
	}
	if added && outcome == api.Unchanged {
		outcome = api.Updated
	}
	return outcome, b.flushFull()
}

// completed is the input with what the record had worked out when it was made.
func completed(before api.Pledge, in api.PledgeInput) api.PledgeInput {
	if in.Crisis == "" {
		in.Crisis = before.Crisis
	}
	if in.Rate == nil {
		in.Rate = before.Rate
	}
	if in.AmountUSD == nil {
		in.AmountUSD = before.AmountUSD
	}
	return in
}

func (b *Batch) putTransactions(p api.Pledge, exists bool, inputs []api.TransactionInput) (added bool, err error) {
	var have []api.Transaction
	if exists && len(inputs) > 0 {
		all, err := b.w.TransactionsOf(p.ID)
		if err != nil {
			return false, err
		}
		have = all[p.ID]
	}
	for _, in := range inputs {
		if slices.ContainsFunc(have, func(t api.Transaction) bool {
			return t.Type == in.Type && t.Date == in.Date && t.Reference == in.Reference && t.Amount == in.Amount
		}) {
			continue
		}
		t := api.Transaction{TransactionInput: in.WithDefaults(), ReportedBy: p.Donor, Counted: true}
		if _, err := b.w.addTransaction(p, t); err != nil {
			return false, err
		}
		added = true
		now, _, err := b.w.Pledge(p.ID, b.w.today())
		if err != nil {
			return false, err
		}
		p = now
	}
	return added, nil
}

// PledgesOf returns the references that a donor's pledges of an appeal carry.
func (b *Batch) PledgesOf(appeal string) ([]store.Held, error) { return b.w.PledgesOfAppeal(appeal) }
