package relief

import (
	"context"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// ExchangeRates lists the table of exchange rates.
func (s *Service) ExchangeRates(ctx context.Context, _ api.Caller, f api.ExchangeRateFilter) (api.List[api.ExchangeRate], error) {
	return asked(ctx, s, f.Page, false, func(tx *store.Tx) (api.List[api.ExchangeRate], error) { return tx.ExchangeRates(f) })
}

// ExchangeRate reads one rate, or returns [api.CodeNotFound].
func (s *Service) ExchangeRate(ctx context.Context, _ api.Caller, id string) (api.ExchangeRate, error) {
	return glance(ctx, s, func(tx *store.Tx) (api.ExchangeRate, error) { return byID("exchange rate", id, tx.ExchangeRate) })
}

// CreateExchangeRate records a rate. It returns [api.CodeInvalid], and
// [api.CodeConflict] if the currency has one for that day.
func (s *Service) CreateExchangeRate(ctx context.Context, caller api.Caller, in api.ExchangeRateInput, once *api.Once) (api.ExchangeRate, error) {
	if err := s.may(caller, "createExchangeRate"); err != nil {
		return api.ExchangeRate{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.ExchangeRate, error) {
		if err := in.Validate().Err(); err != nil {
			return api.ExchangeRate{}, err
		}
		if r, taken, err := w.ExchangeRateOn(in.Currency, in.Date); taken || err != nil {
			return api.ExchangeRate{}, conflict(err, "exchange rate", "/v1/exchange-rates/"+r.ID)
		}
		return w.addExchangeRate(in)
	})
}

func (w *work) addExchangeRate(in api.ExchangeRateInput) (api.ExchangeRate, error) {
	r := api.ExchangeRate{ID: w.s.newID(), ExchangeRateInput: in, Meta: w.fresh()}
	if err := w.AddExchangeRate(r); err != nil {
		return api.ExchangeRate{}, err
	}
	return r, w.record("exchange-rates", r.ID, "create", "", nil, r)
}

// UpdateExchangeRate corrects a rate. Amounts that were valued by it keep the
// value that was fixed when they were recorded.
func (s *Service) UpdateExchangeRate(ctx context.Context, caller api.Caller, id string, version int64, patch api.Patch) (api.ExchangeRate, error) {
	if err := s.may(caller, "updateExchangeRate"); err != nil {
		return api.ExchangeRate{}, err
	}
	return write(ctx, s, caller, nil, func(w *work) (api.ExchangeRate, error) {
		before, err := byID("exchange rate", id, w.ExchangeRate)
		if err != nil {
			return api.ExchangeRate{}, err
		}
		if err := checkVersion(version, before.Version); err != nil {
			return api.ExchangeRate{}, err
		}
		in := before.ExchangeRateInput
		if err := patch.Apply(&in); err != nil {
			return api.ExchangeRate{}, err
		}
		f := in.Validate()
		fixed(&f, "/currency", before.Currency, in.Currency)
		fixed(&f, "/date", before.Date, in.Date)
		if err := f.Err(); err != nil {
			return api.ExchangeRate{}, err
		}
		return w.replaceExchangeRate(before, in)
	})
}

func (w *work) replaceExchangeRate(before api.ExchangeRate, in api.ExchangeRateInput) (api.ExchangeRate, error) {
	after := api.ExchangeRate{ID: before.ID, ExchangeRateInput: in, Meta: w.next(before.Meta)}
	if err := w.ReplaceExchangeRate(after, before.Version); err != nil {
		return api.ExchangeRate{}, err
	}
	return after, w.record("exchange-rates", before.ID, "update", "", before, after)
}

// rateFor finds the rate of a currency on a day: the newest of the table that
// is not older than [api.MaxRateAge]. A missing one is noted at the pointer.
func (w *work) rateFor(c api.Currency, on api.Date, f *api.Fields, pointer string) (*api.Rate, error) {
	if c == api.USD {
		return &api.Rate{Rate: "1", Date: on, Source: "US dollars"}, nil
	}
	r, ok, err := w.LatestRate(c, on.AddDays(-api.MaxRateAge), on)
	if err != nil {
		return nil, err
	}
	if !ok {
		f.Add(pointer, "no_rate", "No exchange rate for %s on %s or the %d days before it is recorded. Give a rate with the amount, or have one recorded at /v1/exchange-rates.", c, on, api.MaxRateAge)
		return nil, nil
	}
	return &api.Rate{Rate: r.Rate, Date: r.Date, Source: r.Source}, nil
}

// usd values an amount at a day's rate from the table, for amounts that carry no rate of their own.
func (w *work) usd(m *api.Money, on api.Date, f *api.Fields, pointer string) (*api.Cents, error) {
	if m == nil || !on.Valid() || f.Has(pointer) {
		return nil, nil
	}
	rate, err := w.rateFor(m.Currency, on, f, pointer)
	if rate == nil || err != nil {
		return nil, err
	}
	usd, ok := rate.ToUSD(*m)
	if !ok {
		f.Add(pointer+"/amount", "too_large", "The value in US dollars is too large.")
	}
	return &usd, nil
}
