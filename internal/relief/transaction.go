package relief

import (
	"cmp"
	"context"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// Transactions lists the transactions of a pledge.
func (s *Service) Transactions(ctx context.Context, caller api.Caller, pledge string, f api.TransactionFilter) (api.List[api.Transaction], error) {
	return read(ctx, s, func(tx *store.Tx) (api.List[api.Transaction], error) {
		if _, err := pledgeByID(tx.Pledge, pledge, s.today()); err != nil {
			return api.List[api.Transaction]{}, err
		}
		veil, err := s.veil(tx, caller)
		if err != nil {
			return api.List[api.Transaction]{}, err
		}
		list, err := tx.Transactions(pledge, f)
		blurTransactions(veil, list.Data)
		return list, err
	})
}

// Transaction reads one transaction, or returns [api.CodeNotFound].
func (s *Service) Transaction(ctx context.Context, caller api.Caller, pledge, id string) (api.Transaction, error) {
	return glance(ctx, s, func(tx *store.Tx) (api.Transaction, error) {
		if !api.IsID(pledge) {
			return api.Transaction{}, api.NotFound("pledge", pledge)
		}
		t, err := byID("transaction", id, func(id string) (api.Transaction, bool, error) { return tx.Transaction(pledge, id) })
		if err != nil {
			return t, err
		}
		veil, err := s.veil(tx, caller)
		one := []api.Transaction{t}
		blurTransactions(veil, one)
		return one[0], err
	})
}

// CreateTransaction records what happened to a pledge. The donor's transactions
// are counted; the recipient may state its own view, which is kept beside them.
// It returns [api.CodeInvalid], [api.CodeForbidden] for anybody else, and
// [api.CodeConflict] for a pledge that is cancelled or only announced.
func (s *Service) CreateTransaction(ctx context.Context, caller api.Caller, pledge string, in api.TransactionInput, once *api.Once) (api.Transaction, error) {
	if err := s.may(caller, "createTransaction"); err != nil {
		return api.Transaction{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Transaction, error) {
		w.Spares()
		p, err := pledgeByID(w.LockPledge, pledge, w.today())
		if err != nil {
			return api.Transaction{}, err
		}
		if err := w.may("createTransaction", p.Donor, string(p.Recipient)); err != nil {
			return api.Transaction{}, err
		}
		t := api.Transaction{ReportedBy: p.Donor, Counted: true}
		if !caller.Owns(p.Donor) {
			t = api.Transaction{ReportedBy: string(p.Recipient)}
		}
		t.TransactionInput = in.WithDefaults()
		return w.addTransaction(p, t)
	})
}

func (w *work) addTransaction(before api.Pledge, t api.Transaction) (api.Transaction, error) {
	if err := ready(before); err != nil {
		return api.Transaction{}, err
	}
	f := t.Validate()
	if t.Amount.Currency != before.Amount.Currency && !f.Has("/amount") {
		f.Add("/amount/currency", "currency_mismatch", "The pledge is in %s; its transactions are in the same currency.", before.Amount.Currency)
	}
	f.Order("/date", before.PledgedOn, t.Date, "A transaction is on or after the day of the pledge")
	t.ID, t.Pledge, t.Meta = w.s.newID(), before.ID, w.fresh()
	if a := before.Allocations; t.Allocation == nil && len(a) == 1 && a[0].Amount == before.Amount {
		t.Allocation = &api.Cell{Region: a[0].Region, Sector: a[0].Sector}
	}
	t.AmountUSD = api.Share(*before.AmountUSD, t.Amount.Minor, before.Amount.Minor)
	if err := f.Err(); err != nil {
		return api.Transaction{}, err
	}
	if t.Counted {
		if err := w.countTransaction(before, t); err != nil {
			return api.Transaction{}, err
		}
	}
	if err := w.AddTransaction(t); err != nil {
		if api.CodeOf(err) == api.CodeConflict {
			return api.Transaction{}, api.Errorf(api.CodeConflict, "A %s with the reference %q is recorded for this pledge already.", t.Type, string(t.Reference))
		}
		return api.Transaction{}, err
	}
	return t, w.record("transactions", t.ID, "create", "", nil, t)
}

// ready tells whether transactions can be recorded for the pledge.
func ready(p api.Pledge) error {
	if p.CancelledOn != "" {
		return api.Errorf(api.CodeConflict, "The pledge was cancelled on %s.", p.CancelledOn)
	}
	if p.Stage == api.Announced {
		return api.Errorf(api.CodeConflict, "The pledge is only announced. Make it firm first: POST /v1/pledges/%s/transitions {\"to\":\"pledged\"}.", p.ID)
	}
	return nil
}

// countTransaction replays the pledge with the new transaction in its place in
// time and saves what follows from it.
func (w *work) countTransaction(before api.Pledge, t api.Transaction) error {
	all, err := w.TransactionsOf(before.ID)
	if err != nil {
		return err
	}
	list := append(slices.Clone(all[before.ID]), t)
	slices.SortStableFunc(list, func(a, b api.Transaction) int { return cmp.Compare(a.Date, b.Date) })
	checked, rest, err := w.checkPledge(before)
	if err != nil {
		return err
	}
	if err := fits(newAccount(before, rest), list); err != nil {
		return err
	}
	after := checked.Pledge
	after.Meta = w.next(before.Meta)
	_, err = w.settlePledge(before, after, rest, list, "transaction", "")
	return err
}

// fits replays transactions in order and reports the first rule that breaks.
func fits(a *account, list []api.Transaction) error {
	for _, t := range list {
		if !t.Counted {
			continue
		}
		if code, detail := a.apply(t.TransactionInput); code != "" {
			pointer := "/amount"
			if code == "unknown_allocation" {
				pointer = "/allocation"
			}
			f := api.Fields{{Pointer: pointer, Code: code, Detail: detail}}
			return f.Err()
		}
	}
	return nil
}
