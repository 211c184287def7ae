package relief

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// maxHistoryBytes is how much of the ledger one page of a history reads before it ends early.
const maxHistoryBytes = 32 << 20

// History lists the changes of a record of a resource in [chronicles], newest
// last. Absent and invisible are both [api.CodeNotFound]. A change to a state
// that was more sensitive than the caller may see is told without its content.
func (s *Service) History(ctx context.Context, caller api.Caller, resource, id string, f api.HistoryFilter) (api.List[api.Change], error) {
	return read(ctx, s, func(tx *store.Tx) (api.List[api.Change], error) {
		c := chronicles[resource]
		now, ok, err := only(store.StatesAt[json.RawMessage](tx, resource, store.One(id), s.clock()))
		seen, sightErr := s.eyes(tx, caller, resource)
		err = cmp.Or(err, sightErr)
		if err == nil && (!ok || !c.sees(seen, now, now)) {
			err = api.NotFound(c.kind, id)
		}
		if f.Cursor != "" && !api.IsID(f.Cursor) {
			err = malformed(api.Fields{{Pointer: "cursor", Code: "bad_cursor", Detail: "This cursor belongs to another list; follow next as it is given."}})
		}
		if err != nil {
			return api.List[api.Change]{}, err
		}
		h := historian{chronicle: c, caller: caller, seen: seen, now: open(now), limit: f.Size(), list: api.List[api.Change]{Data: []api.Change{}}}
		if err := tx.EntriesOf(resource, id, f.Cursor, h.tell); err != nil {
			return api.List[api.Change]{}, err
		}
		if f.Count {
			n, err := tx.CountEntries(resource, id)
			h.list.Total = &n
			return h.list, err
		}
		return h.list, nil
	})
}

// TransactionHistory lists the changes of a transaction of a pledge.
func (s *Service) TransactionHistory(ctx context.Context, caller api.Caller, pledge, id string, f api.HistoryFilter) (api.List[api.Change], error) {
	if _, err := s.Transaction(ctx, caller, pledge, id); err != nil {
		return api.List[api.Change]{}, err
	}
	return s.History(ctx, caller, "transactions", id, f)
}

// historian turns entries into a page of changes for one reader.
type historian struct {
	chronicle
	caller api.Caller
	seen   store.Eyes
	now    envelope
	limit  int
	size   int
	list   api.List[api.Change]
}

// tell adds a change; more is false when the page is full.
func (h *historian) tell(e store.Entry) (more bool, err error) {
	if len(h.list.Data) == h.limit || len(h.list.Data) > 0 && h.size > maxHistoryBytes {
		h.list.Next = api.Opt(h.list.Data[len(h.list.Data)-1].ID)
		return false, nil
	}
	h.size += len(e.Before) + len(e.After)
	c := api.Change{ID: e.ID, At: e.At, Organization: e.Caller.Organization, Action: e.Action, Version: open(e.After).Version, Changes: []api.Difference{}}
	if h.caller.Coordinator() || h.now.owner() != "" && h.caller.Owns(h.now.owner()) {
		c.Key = api.Opt(e.Caller.KeyID)
	}
	if c.Withheld = e.After == nil || !h.may(e.After); !c.Withheld { // nil: it was erased
		c.Reason = api.Opt(e.Reason)
		before := e.Before
		if !h.may(before) {
			before = nil
		}
		if before, err = h.blurred(h.seen.Veil, before); err != nil {
			return false, err
		}
		after, err := h.blurred(h.seen.Veil, e.After)
		if err != nil {
			return false, err
		}
		if c.Changes, c.Omitted, err = differences(before, after); err != nil {
			return false, err
		}
		h.suppress(c.Changes)
	}
	h.list.Data = append(h.list.Data, c)
	return true, nil
}

// may tells whether the reader may see a state.
func (h *historian) may(state []byte) bool { return h.seesEnvelope(h.seen, open(state), h.now) }

// suppress hides small numbers of people from the public.
func (h *historian) suppress(changes []api.Difference) {
	if !h.caller.Anonymous() || len(h.counts) == 0 {
		return
	}
	for i := range changes {
		name := lastToken(changes[i].Pointer)
		changes[i].Before, changes[i].After = h.small(name, changes[i].Before), h.small(name, changes[i].After)
	}
}

// small replaces the numbers of people from 1 to 9 in a value of this name.
func (h *historian) small(name string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		for member := range v {
			v[member] = h.small(member, v[member])
		}
	case []any:
		for i := range v {
			v[i] = h.small(name, v[i])
		}
	case json.Number:
		if n, err := v.Int64(); err == nil && n >= 1 && n <= 9 && slices.Contains(h.counts, name) {
			return api.Suppressed
		}
	}
	return value
}
