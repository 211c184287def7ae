// Package relief holds Konbit's rules and use cases: what a pledge, a need and
// coverage are, and who may do what. It knows neither HTTP nor SQL. Every
// write goes through one door, which opens the transaction, sees that a
// repeated request has one effect, and appends the change to the ledger.
package relief

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/store"
)

// Service is the use cases over one store.
type Service struct {
	store  *store.Store
	policy *policy.Policy
	now    func() time.Time
	newID  func() string
	large  *api.Cents // nil: no pledge is so large that it takes two people

	sealed bell
	append func(*store.Tx, ...store.Entry) error // to the ledger; replaced by the benchmark of what that costs
	salt   func() []byte
	signer *ledger.Signer // nil: checkpoints are not signed
	random func([]byte)

	hookSecret func() string
	peppers    peppers
	issuer     string
	uses       uses
	recall     recall
}

// Option changes a [Service].
type Option func(*Service)

// WithClock replaces the clock, for tests.
func WithClock(now func() time.Time) Option { return func(s *Service) { s.now = now } }

// WithIDs replaces the maker of ids, for tests that compare answers.
func WithIDs(newID func() string) Option { return func(s *Service) { s.newID = newID } }

// WithLarge sets the value in US dollars above which it takes two people to
// reduce or cancel a pledge; nil is never.
func WithLarge(usd *api.Cents) Option { return func(s *Service) { s.large = usd } }

// WithPolicy replaces the policy, for the tests that show that each of its rules is needed.
func WithPolicy(p *policy.Policy) Option { return func(s *Service) { s.policy = p } }

// New makes the use cases over an open store.
func New(st *store.Store, options ...Option) *Service {
	s := &Service{store: st, policy: policy.Default(), now: time.Now, newID: func() string { return uuid.Must(uuid.NewV7()).String() },
		random: unguessable, salt: ledger.NewSalt, hookSecret: newHookSecret, append: (*store.Tx).AppendEntries}
	for _, o := range options {
		o(s)
	}
	return s
}

// Ready tells whether the database answers and its schema is current.
func (s *Service) Ready(ctx context.Context) error { return s.store.Ready(ctx) }

// clock returns the present in UTC, as exact as every engine keeps it.
func (s *Service) clock() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

func (s *Service) today() api.Date { return api.DateOf(s.clock()) }

// PurgeIdempotency forgets Idempotency-Keys older than this.
func (s *Service) PurgeIdempotency(ctx context.Context, olderThan time.Duration) (n int64, err error) {
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		n, err = tx.PurgeOnce(s.clock().Add(-olderThan))
		return err
	})
	return n, err
}

// work is one write in progress: a transaction, who asked, and one timestamp.
type work struct {
	*store.Tx
	s       *Service
	caller  api.Caller
	at      time.Time
	entries []store.Entry
	written []api.ReceiptEntry // of the entries that are in the ledger
	cites   map[string]citing  // of new records, by id: what they cite, so that it need not be read out of their entries
	touched map[string]int     // how many need lines begin or end to count, by crisis
	hope    bool               // the keys of the database are relied on, see [writeHopefully]
	waiting *api.Approval      // set where the change is not made but waits
	made    string             // the id of the record that an agreed change has made, if it made one
	agreed  *api.Approval      // set while a change is made that a second person has agreed to
}

func (w *work) today() api.Date { return api.DateOf(w.at) }

func (s *Service) work(tx *store.Tx, caller api.Caller) *work {
	return &work{Tx: tx, s: s, caller: caller, at: s.clock()}
}

// record notes a change for the ledger. before is nil for a new record.
func (w *work) record(resource, id, action, reason string, before, after any) error {
	e := store.Entry{ID: w.s.newID(), At: w.at, Caller: w.caller, Resource: resource, Record: id, Action: action, Reason: reason,
		Salt: w.s.salt()}
	var err error
	if before != nil {
		if e.Before, err = api.Marshal(before); err != nil {
			return api.Internal(err)
		}
	}
	if e.After, err = api.Marshal(after); err != nil {
		return api.Internal(err)
	}
	w.entries = append(w.entries, e)
	if c, ok := citingIn(after); ok && before == nil {
		if w.cites == nil {
			w.cites = map[string]citing{}
		}
		w.cites[id] = c
	}
	return nil
}

// flush writes the noted changes to the ledger.
func (w *work) flush() error {
	entries := w.entries
	w.entries = nil
	if err := w.s.append(w.Tx, entries...); err != nil {
		return err
	}
	if len(w.written) < mostReceipts {
		w.written = append(w.written, receipts(entries)...)
	}
	return w.cite(entries)
}

// write is the one door: it runs fn in a transaction, replays the answer of an
// earlier request with the same idempotency key, and appends to the ledger. A
// change that waits for a second person ends with [api.Awaiting].
func write[T any](ctx context.Context, s *Service, caller api.Caller, once *api.Once, fn func(w *work) (T, error)) (out T, err error) {
	return attempt(ctx, s, caller, once, false, fn)
}

// writeHopefully is write for what is written often and hardly ever refused by the database: it first takes for granted
// what would have to be asked for, and leaves it to the keys to object. If anything does, it asks. fn may run twice.
func writeHopefully[T any](ctx context.Context, s *Service, caller api.Caller, once *api.Once, fn func(w *work) (T, error)) (out T, err error) {
	out, err = attempt(ctx, s, caller, once, true, fn)
	objected := errors.Is(err, store.ErrHope) || api.CodeOf(err) == api.CodeConflict
	if objected {
		s.store.Unlearn()
	}
	if objected || err != nil && once != nil && ctx.Err() == nil {
		return attempt(ctx, s, caller, once, false, fn)
	}
	return out, err
}

func attempt[T any](ctx context.Context, s *Service, caller api.Caller, once *api.Once, hope bool, fn func(w *work) (T, error)) (out T, err error) {
	var waiting *api.Approval
	var written []api.ReceiptEntry
	err = s.store.Write(ctx, func(tx *store.Tx) error {
		w := s.work(tx, caller)
		w.hope = hope
		if once != nil && !hope {
			done, err := replay(w, once, &out)
			if done || err != nil {
				waiting, written = w.waiting, w.written
				return err
			}
		}
		out, err = fn(w)
		if err := withFaults(ctx, err); err != nil {
			return err
		}
		if err := w.keepPeople(); err != nil {
			return err
		}
		if err := w.flush(); err != nil {
			return err
		}
		waiting, written = w.waiting, w.written
		if once == nil {
			return nil
		}
		return w.finish(once, out)
	})
	if err == nil && waiting != nil {
		err = &api.Awaiting{Approval: *waiting}
	}
	if err != nil {
		if _, waits := errors.AsType[*api.Awaiting](err); waits {
			receipt(ctx, written)
		}
		var none T
		return none, err
	}
	receipt(ctx, written)
	return out, nil
}

// awaited is how the answer is kept of a change that waits.
type awaited struct {
	Awaiting *api.Approval `json:"awaiting"`
}

// finish keeps the answer under the idempotency key.
func (w *work) finish(once *api.Once, out any) error {
	if w.waiting != nil {
		out = awaited{w.waiting}
	}
	answer, err := api.Marshal(out)
	if err != nil {
		return api.Internal(err)
	}
	entries, err := json.Marshal(w.written)
	if err != nil {
		return api.Internal(err)
	}
	if w.hope {
		return w.HopeOnce(w.caller.KeyID, once.Key, once.Request, store.Answer{Body: string(answer), Entries: string(entries)}, w.at)
	}
	return w.FinishOnce(w.caller.KeyID, once.Key, store.Answer{Body: string(answer), Entries: string(entries)})
}

// replay claims the idempotency key, or fills out with the first answer.
func replay[T any](w *work, once *api.Once, out *T) (done bool, err error) {
	claimed, request, answer, err := w.ClaimOnce(w.caller.KeyID, once.Key, once.Request, w.at)
	if err != nil || claimed {
		return false, err
	}
	if request != once.Request {
		return false, &api.Error{Code: api.CodeInvalid, Detail: "This Idempotency-Key was used for another request; use a new key for a new request.",
			Fields: api.Fields{{Pointer: "Idempotency-Key", Code: "key_reused", Detail: "The first request with this key had another path or body."}}}
	}
	once.Replayed = true
	if answer.Entries != "" {
		if err := json.Unmarshal([]byte(answer.Entries), &w.written); err != nil {
			return false, api.Internal(err)
		}
	}
	var waits awaited
	if json.Unmarshal([]byte(answer.Body), &waits) == nil && waits.Awaiting != nil {
		w.waiting = waits.Awaiting
		return true, nil
	}
	if err := json.Unmarshal([]byte(answer.Body), out); err != nil {
		return false, api.Internal(err)
	}
	return true, nil
}

// read runs fn on a snapshot.
func read[T any](ctx context.Context, s *Service, fn func(tx *store.Tx) (T, error)) (out T, err error) {
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		out, err = fn(tx)
		return err
	})
	return out, err
}

// found turns absence into [api.CodeNotFound].
func found[T any](kind, id string, v T, ok bool, err error) (T, error) {
	if err == nil && !ok {
		err = api.NotFound(kind, id)
	}
	return v, err
}

// byID is found for records with a UUID: another form is simply absent.
func byID[T any](kind, id string, take func(id string) (T, bool, error)) (T, error) {
	if !api.IsID(id) {
		var none T
		return none, api.NotFound(kind, id)
	}
	v, ok, err := take(id)
	return found(kind, id, v, ok, err)
}

func (w *work) fresh() api.Meta { return api.Meta{Version: 1, CreatedAt: w.at, UpdatedAt: w.at} }

func (w *work) next(m api.Meta) api.Meta {
	return api.Meta{Version: m.Version + 1, CreatedAt: m.CreatedAt, UpdatedAt: w.at}
}

// checkVersion compares If-Match with the record; 0 matches any version.
func checkVersion(want, have int64) error {
	if want != 0 && want != have {
		return api.Errorf(api.CodeStale, "The record is at version %d, not %d; read it again and repeat your change on that.", have, want)
	}
	return nil
}

// Clock returns the present, as this service sees it.
func (s *Service) Clock() time.Time { return s.clock() }
