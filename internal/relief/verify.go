package relief

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/store"
)

// Verified says how far a verification has come.
type Verified struct {
	Entries int64 // of the ledger
	Records int64 // compared with what the ledger says of them
	Cells   int64 // of coverage, compared with what they are made of
	Waiting int64 // entries that have no place yet
}

// Verify recomputes the ledger in the database, compares it with its stored order and tree, holds it to the public key
// and to checkpoints that somebody kept, and compares each record with the state that the ledger says it is in, and what
// coverage is read from with the records. Nothing that the database says of itself is believed. It may be told no key; then
// the head's signature is not looked at. What does not hold is a [ledger.Fault]. All of it is one snapshot.
func (s *Service) Verify(ctx context.Context, key string, kept []ledger.Mark, each func(Verified)) (done Verified, err error) {
	var fault error
	err = s.store.ReadLong(ctx, func(tx *store.Tx) error {
		fault = s.verify(tx, key, kept, &done, each)
		return nil
	})
	return done, cmp.Or(err, fault)
}

func (s *Service) verify(tx *store.Tx, key string, kept []ledger.Mark, done *Verified, each func(Verified)) error {
	v := ledger.NewVerifier(kept...)
	err := tx.VerifyLedger(v, func(n int64) {
		done.Entries = n
		each(*done)
	})
	if err == nil {
		err = verifyHead(tx, key, v)
	}
	for _, a := range audits {
		if err == nil {
			err = a(tx, func(n int) {
				done.Records += int64(n)
				each(*done)
			})
		}
	}
	if err == nil {
		done.Cells, err = verifyCells(tx, s.today())
	}
	if err == nil {
		done.Waiting, err = tx.CountWaiting()
	}
	return err
}

// verifyHead holds the head to the key.
func verifyHead(tx *store.Tx, key string, v *ledger.Verifier) error {
	if key == "" || v.Size() == 0 {
		return nil
	}
	head, _, err := tx.NewestHead()
	if err != nil {
		return err
	}
	if head.Note == "" {
		return ledger.Faultf(0, "The head of the ledger is not signed")
	}
	c, err := ledger.OpenCheckpoint(head.Note, key)
	switch {
	case err != nil:
		return ledger.Faultf(0, "The head of the ledger: %s", err)
	case c.Size != v.Size() || c.Root != v.Root():
		return ledger.Faultf(0, "The signed head is of %d entries with another root than those that there are make", c.Size)
	case !c.At.Equal(head.At):
		return ledger.Faultf(0, "The signed head is of %s, not of %s", c.At, head.At)
	}
	return nil
}

// audit compares the records of one resource with the ledger; counted is told how many more were compared.
type audit func(tx *store.Tx, counted func(int)) error

// audits are those of all resources that the ledger knows and a table holds.
var audits = []audit{
	audited("regions", func(r api.Region) string { return r.Pcode }, nil, func(tx *store.Tx, p api.Page) (api.List[api.Region], error) {
		return tx.Regions(api.RegionFilter{Page: p})
	}),
	audited("organizations", func(o api.Organization) string { return o.Code }, nil, func(tx *store.Tx, p api.Page) (api.List[api.Organization], error) {
		return tx.Organizations(api.OrganizationFilter{Page: p})
	}),
	audited("exchange-rates", func(r api.ExchangeRate) string { return r.ID }, nil, func(tx *store.Tx, p api.Page) (api.List[api.ExchangeRate], error) {
		return tx.ExchangeRates(api.ExchangeRateFilter{Page: p})
	}),
	audited("crises", func(c api.Crisis) string { return c.Code }, nil, func(tx *store.Tx, p api.Page) (api.List[api.Crisis], error) {
		return tx.Crises(api.CrisisFilter{Page: p})
	}),
	audited("appeals", func(a api.Appeal) string { return a.Code }, nil, func(tx *store.Tx, p api.Page) (api.List[api.Appeal], error) {
		return tx.Appeals(api.AppealFilter{Page: p})
	}),
	audited("assessments", func(a api.Assessment) string { return a.ID }, currentOrNot, auditedAssessments),
	audited("pledges", func(p api.Pledge) string { return p.ID }, func(p *api.Pledge) { p.Status = p.StateOn("") }, func(tx *store.Tx, p api.Page) (api.List[api.Pledge], error) {
		return tx.Pledges(api.PledgeFilter{Page: p}, "")
	}),
	auditTransactions,
	audited("incidents", func(i api.Incident) string { return i.ID }, nil, func(tx *store.Tx, p api.Page) (api.List[api.Incident], error) {
		return tx.Incidents(all(), api.IncidentFilter{Page: p})
	}),
	audited("access-constraints", func(c api.AccessConstraint) string { return c.ID }, nil, func(tx *store.Tx, p api.Page) (api.List[api.AccessConstraint], error) {
		return tx.AccessConstraints(all(), api.AccessConstraintFilter{Page: p})
	}),
	audited("presence", func(p api.Presence) string { return p.ID }, nil, func(tx *store.Tx, p api.Page) (api.List[api.Presence], error) {
		return tx.Presences(all(), api.PresenceFilter{Page: p})
	}),
}

// all is the sight of who sees everything.
func all() store.Eyes {
	return store.Eyes{Sight: api.Sight{All: true, Done: api.Sensitivities}, Veil: &store.Veil{}}
}

// audited makes the audit of a resource. even brings records to what does not depend on the day.
func audited[R any](resource string, id func(R) string, even func(*R), load func(*store.Tx, api.Page) (api.List[R], error)) audit {
	return func(tx *store.Tx, counted func(int)) error {
		known := map[string]bool{}
		for page := (api.Page{Limit: auditedAtOnce}); ; {
			list, err := load(tx, page)
			if err != nil {
				return err
			}
			if err := compareRecords(tx, resource, list.Data, id, even, known); err != nil {
				return err
			}
			counted(len(list.Data))
			if list.Next == "" {
				break
			}
			page.Cursor = string(list.Next)
		}
		return gone(tx, resource, known)
	}
}

const auditedAtOnce = 500

func compareRecords[R any](tx *store.Tx, resource string, records []R, id func(R) string, even func(*R), known map[string]bool) error {
	refs := make([]store.Ref, len(records))
	for i, r := range records {
		refs[i] = store.Ref{Resource: resource, Record: id(r)}
		known[id(r)] = true
	}
	states, err := tx.NewestStates(refs)
	if err != nil {
		return err
	}
	for i, ref := range refs {
		state, there := states[ref]
		if !there {
			return ledger.Faultf(0, "%s %s is not in the ledger: it was not written by Konbit", resource, ref.Record)
		}
		var was R
		if err := json.Unmarshal(state, &was); err != nil {
			return ledger.Faultf(0, "what the ledger says of %s %s cannot be read: %s", resource, ref.Record, err)
		}
		is := records[i]
		if even != nil {
			even(&was)
			even(&is)
		}
		if same, err := sameRecord(was, is); err != nil {
			return err
		} else if !same {
			return ledger.Faultf(0, "%s %s is not as the ledger left it: it was changed behind its back", resource, ref.Record)
		}
	}
	return nil
}

func sameRecord(a, b any) (bool, error) {
	x, err := json.Marshal(a)
	if err != nil {
		return false, api.Internal(err)
	}
	y, err := json.Marshal(b)
	return bytes.Equal(x, y), err
}

// gone finds a record that the ledger knows and the tables do not.
func gone(tx *store.Tx, resource string, known map[string]bool) error {
	return tx.RecordsOf(resource, func(record string) error {
		if !known[record] {
			return ledger.Faultf(0, "%s %s is in the ledger and no longer in the database: it was removed behind its back", resource, record)
		}
		return nil
	})
}

// currentOrNot leaves aside whether others have taken an assessment's place, which follows from those others.
func currentOrNot(a *api.Assessment) {
	if a.Status == api.Superseded {
		a.Status = api.Validated
	}
}

// auditedAssessments lists assessments with all of their need lines, as entries hold them.
func auditedAssessments(tx *store.Tx, p api.Page) (api.List[api.Assessment], error) {
	p.Limit = 20
	list, err := tx.Assessments(all().Sight, &store.Veil{}, api.AssessmentFilter{Page: p})
	for i := range list.Data {
		if err == nil {
			list.Data[i].Needs, err = tx.NeedsOf(list.Data[i].ID, mostLines, &store.Veil{})
		}
	}
	return list, err
}

const mostLines = 10_000_000

// auditTransactions compares the transactions of all pledges.
func auditTransactions(tx *store.Tx, counted func(int)) error {
	known := map[string]bool{}
	for page := (api.Page{Limit: auditedAtOnce}); ; {
		list, err := tx.Pledges(api.PledgeFilter{Page: page}, "")
		if err != nil {
			return err
		}
		ids := make([]string, len(list.Data))
		for i, p := range list.Data {
			ids[i] = p.ID
		}
		of, err := tx.TransactionsOf(ids...)
		if err != nil {
			return err
		}
		var flat []api.Transaction
		for _, id := range ids {
			flat = append(flat, of[id]...)
		}
		if err := compareRecords(tx, "transactions", flat, func(t api.Transaction) string { return t.ID }, nil, known); err != nil {
			return err
		}
		counted(len(flat))
		if list.Next == "" {
			return gone(tx, "transactions", known)
		}
		page.Cursor = string(list.Next)
	}
}
