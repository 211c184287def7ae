package relief

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/store"
)

// Bounds of what one page of the feed looks at, told or not.
const (
	mostLooked      = 5000
	mostLookedBytes = 16 << 20
)

// Ledger is the entries after a number in their one order, as far as the caller may see them. Last is the number of the
// last that was looked at: to go on after it misses nothing and repeats nothing.
func (s *Service) Ledger(ctx context.Context, caller api.Caller, f api.LedgerFilter) (api.LedgerPage, error) {
	if err := checkResources(f.Resource); err != nil {
		return api.LedgerPage{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.LedgerPage, error) {
		size, err := tx.Size()
		page := api.LedgerPage{Data: []api.LedgerEntry{}, Last: min(f.After, size), Size: size}
		if err != nil {
			return page, err
		}
		if f.After > size {
			return page, malformed(api.Fields{{Pointer: "after", Code: "too_large", Detail: "The ledger has no entry of this number. If it had one before, it was put back to an earlier state: read it from the beginning, and ask the operator."}})
		}
		looked := 0
		for page.Last < size && len(page.Data) < f.Size() && looked < mostLooked {
			all, err := tx.EntriesAfter(page.Last, min(f.Size(), 500), mostLookedBytes/4)
			if err != nil || len(all) == 0 {
				return page, err
			}
			follower, err := s.follow(tx, caller, f, all)
			if err != nil {
				return page, err
			}
			for _, e := range all {
				if len(page.Data) == f.Size() {
					break
				}
				told, any, err := follower.tell(e)
				if err != nil {
					return page, err
				}
				if any {
					page.Data = append(page.Data, told)
				}
				page.Last = e.Seq
				looked++
			}
		}
		return page, nil
	})
}

// checkResources refuses kinds of records of which no changes are told.
func checkResources(asked []string) error {
	for _, r := range asked {
		if !slices.Contains(api.LedgerResources, r) {
			return malformed(api.Fields{{Pointer: "resource", Code: "unknown_value", Detail: "The ledger tells changes of these: " + strings.Join(api.LedgerResources, ", ") + "."}})
		}
	}
	return nil
}

// follower tells one reader entries.
type follower struct {
	tx     *store.Tx
	s      *Service
	caller api.Caller
	filter api.LedgerFilter
	now    map[store.Ref][]byte
	eyes   map[string]store.Eyes
	places map[string]store.Place
	blind  bool // the places that are asked for are hidden from the reader
}

// follow prepares to tell a reader some entries: it reads what the records are now, and where the places lie.
func (s *Service) follow(tx *store.Tx, caller api.Caller, f api.LedgerFilter, entries []store.Sealed) (*follower, error) {
	t := &follower{tx: tx, s: s, caller: caller, filter: f, eyes: map[string]store.Eyes{}}
	var refs []store.Ref
	var regions []string
	for _, e := range entries {
		if _, told := chronicles[e.Resource]; !told {
			continue
		}
		refs = append(refs, store.Ref{Resource: e.Resource, Record: e.Record})
		if len(f.Region) > 0 {
			regions = append(append(regions, regionsIn(e.Before)...), regionsIn(e.After)...)
		}
		if _, ok := t.eyes[e.Resource]; !ok {
			seen, err := s.eyes(tx, caller, e.Resource)
			if err != nil {
				return nil, err
			}
			t.eyes[e.Resource] = seen
		}
	}
	var err error
	if t.now, err = tx.NewestStates(refs); err != nil || len(f.Region) == 0 {
		return t, err
	}
	if _, err := tx.Below(f.Region); err != nil {
		return nil, err
	}
	veil, err := s.veil(tx, caller)
	if err != nil {
		return nil, err
	}
	t.filter.Region, t.blind = inSight(veil, f.Region)
	slices.Sort(regions)
	t.places, err = tx.Places(slices.Compact(regions))
	return t, err
}

// tell makes of an entry what the reader is told of it; told is false for nothing.
func (t *follower) tell(e store.Sealed) (out api.LedgerEntry, told bool, err error) {
	out, told, err = t.event(e)
	if !told && t.filter.Leaves {
		out, told = api.LedgerEntry{Event: api.LedgerLeaf}, true
	}
	seq := e.Seq
	out.Seq, out.Leaf = &seq, ledger.FormatHash(e.Stored)
	return out, told, err
}

func (t *follower) event(e store.Sealed) (api.LedgerEntry, bool, error) {
	if e.Resource == "shields" {
		return t.shield(e)
	}
	c, known := chronicles[e.Resource]
	if !known || len(t.filter.Resource) > 0 && !slices.Contains(t.filter.Resource, e.Resource) || !t.near(e) {
		return api.LedgerEntry{}, false, nil
	}
	seen, now := t.eyes[e.Resource], open(t.now[store.Ref{Resource: e.Resource, Record: e.Record}])
	before, after := open(e.Before), open(e.After)
	if !c.seesEnvelope(seen, after, now) {
		was := e.Before != nil && c.seesEnvelope(seen, before, before)
		if !was || c.seesEnvelope(seen, after, after) {
			return api.LedgerEntry{}, false, nil
		}
		return api.LedgerEntry{Event: api.LedgerHidden, Resource: e.Resource, Record: e.Record}, true, nil
	}
	at := e.At
	out := api.LedgerEntry{Event: api.LedgerChange, ID: e.ID, At: &at, Organization: e.Caller.Organization, Resource: e.Resource, Record: e.Record, Action: e.Action,
		Reason: api.Opt(e.Reason)}
	if t.caller.Coordinator() || now.owner() != "" && t.caller.Owns(now.owner()) {
		out.Key = api.Opt(e.Caller.KeyID)
	}
	var err error
	if e.After != nil {
		if out.After, err = t.shown(c, seen, e.After); err != nil {
			return out, false, err
		}
	}
	if e.Before != nil && c.seesEnvelope(seen, before, now) {
		if out.Before, err = t.shown(c, seen, e.Before); err != nil {
			return out, false, err
		}
	}
	sameAfter, sameBefore := bytes.Equal(out.After, e.After), bytes.Equal(out.Before, e.Before)
	out.Redacted = !sameAfter || out.Before != nil && !sameBefore
	withheld := map[ledger.Part]bool{ledger.Key: out.Key == "", ledger.Before: !sameBefore, ledger.After: !sameAfter}
	out.Commitments = commitments(e, withheld)
	for _, p := range ledger.Parts {
		if e.Erased && e.Commitments[p].Digest != nil && e.Commitments[p].Salt == nil {
			out.Erased = append(out.Erased, p.String())
		}
	}
	return out, true, nil
}

// commitments are what binds the entry to its parts, with the salts of those that are told.
func commitments(e store.Sealed, withheld map[ledger.Part]bool) *api.LedgerCommitments {
	var all [len(ledger.Parts)]*api.LedgerCommitment
	for _, p := range ledger.Parts {
		c := e.Commitments[p]
		if c.Digest == nil {
			continue
		}
		all[p] = &api.LedgerCommitment{Digest: hex.EncodeToString(c.Digest)}
		if !withheld[p] {
			all[p].Salt = hex.EncodeToString(c.Salt)
		}
	}
	return &api.LedgerCommitments{Key: all[ledger.Key], Reason: all[ledger.Reason], Before: all[ledger.Before], After: all[ledger.After]}
}

// shown is a state as the reader may see it: its exact bytes where nothing in it is hidden.
func (t *follower) shown(c chronicle, seen store.Eyes, state []byte) (json.RawMessage, error) {
	out, err := c.blurred(seen.Veil, state)
	if err != nil || !t.caller.Anonymous() || len(c.counts) == 0 {
		return unlessSame(out, state), err
	}
	h := historian{chronicle: c, caller: t.caller, seen: seen}
	var value any
	decoder := json.NewDecoder(bytes.NewReader(out))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, api.Internal(err)
	}
	counted, err := json.Marshal(value)
	if err != nil {
		return nil, api.Internal(err)
	}
	small, err := json.Marshal(h.small("", value))
	switch {
	case err != nil:
		return nil, api.Internal(err)
	case bytes.Equal(small, counted):
		return unlessSame(out, state), nil
	}
	return small, nil
}

// unlessSame keeps the bytes of a state of which a copy says the same.
func unlessSame(out, state []byte) []byte {
	if bytes.Equal(canonical(out), canonical(state)) {
		return state
	}
	return out
}

// canonical writes a state with its members in one order.
func canonical(state []byte) []byte {
	var value any
	decoder := json.NewDecoder(bytes.NewReader(state))
	decoder.UseNumber()
	if decoder.Decode(&value) != nil {
		return state
	}
	out, err := json.Marshal(value)
	if err != nil {
		return state
	}
	return out
}

// shield tells the public which records an area's shield hides from it, or shows again. Where the area is, it does not tell.
func (t *follower) shield(e store.Sealed) (api.LedgerEntry, bool, error) {
	if !t.caller.Anonymous() {
		return api.LedgerEntry{}, false, nil
	}
	refs, err := t.tx.PublicBelow(e.Record, e.Entry)
	out := api.LedgerEntry{Event: api.LedgerShown}
	if e.Action == "shield" {
		out.Event = api.LedgerHidden
	}
	for _, r := range refs {
		if len(t.filter.Resource) == 0 || slices.Contains(t.filter.Resource, r.Resource) {
			out.Records = append(out.Records, api.LedgerRecord(r))
		}
	}
	return out, len(out.Records) > 0, err
}
