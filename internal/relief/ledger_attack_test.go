package relief_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/ledger"
	"github.com/konbit-aid/konbit/internal/store"
)

// intruder changes the database behind Konbit's back, as its operator can.
type intruder struct {
	t  *testing.T
	db *sql.DB
	pg bool
}

func intrude(t *testing.T, url string) *intruder {
	t.Helper()
	file, lite := strings.CutPrefix(url, "sqlite:")
	driver, source := "pgx", url
	if lite {
		driver, source = "sqlite", "file:"+file+"?_pragma=busy_timeout(10000)&_pragma=synchronous(OFF)"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	i := &intruder{t, db, !lite}
	if i.pg {
		i.run("SET session_replication_role = replica") // no keys are checked
	}
	return i
}

func (i *intruder) run(statement string, args ...any) {
	i.t.Helper()
	if _, err := i.db.ExecContext(i.t.Context(), statement, args...); err != nil {
		i.t.Fatalf("%s: %v", statement, err)
	}
}

// tables are what is altered, by the columns that name a row. What follows from the others and is in no record is left
// alone: what is searched by, sorted by and summed up.
var tables = []struct {
	name, key string
	leave     string
}{
	{"ledger_entries", "id", ""}, {"ledger_leaves", "seq", ""}, {"ledger_hashes", "n", ""}, {"ledger_checkpoints", "size", ""},
	{"pledges", "id", "search state"}, {"allocations", "pledge place", "place"}, {"transactions", "id", ""}, {"assessments", "id", "search rank grade origin content raised_by"},
	{"needs", "id", "rank current region_l1 region_l2"}, {"regions", "pcode", "search l0 l1 l2 l3 l4 l5 l6"}, {"organizations", "code", "search"}, {"crises", "code", "search"},
	{"crisis_regions", "crisis region", "place"}, {"appeals", "code", "search anchor"}, {"requirements", "appeal place", "amount_usd place"}, {"exchange_rates", "id", ""},
}

// tableRow is one row as it was.
type tableRow struct {
	table   string
	key     []string
	columns []string
	values  []any
}

func (i *intruder) rows(table, key string) (all []tableRow) {
	i.t.Helper()
	rows, err := i.db.QueryContext(i.t.Context(), "SELECT * FROM "+table)
	if err != nil {
		return nil // there is no such table
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	for rows.Next() {
		r := tableRow{table, strings.Fields(key), columns, make([]any, len(columns))}
		into := make([]any, len(columns))
		for n := range into {
			into[n] = &r.values[n]
		}
		if err := rows.Scan(into...); err != nil {
			i.t.Fatal(err)
		}
		for n, v := range r.values {
			if b, ok := v.([]byte); ok {
				r.values[n] = bytes.Clone(b)
			}
		}
		all = append(all, r)
	}
	if err := rows.Err(); err != nil {
		i.t.Fatal(err)
	}
	return all
}

func (r tableRow) value(column string) any {
	for n, c := range r.columns {
		if c == column {
			return r.values[n]
		}
	}
	return nil
}

func (i *intruder) place(n int) string {
	if i.pg {
		return "$" + strconv.Itoa(n)
	}
	return "?"
}

// remove deletes a row; it tells whether the database let it.
func (i *intruder) remove(r tableRow) bool {
	var where []string
	var args []any
	for n, k := range r.key {
		where = append(where, k+" = "+i.place(n+1))
		args = append(args, r.value(k))
	}
	_, err := i.db.ExecContext(i.t.Context(), "DELETE FROM "+r.table+" WHERE "+strings.Join(where, " AND "), args...)
	return err == nil
}

func (i *intruder) add(r tableRow) bool {
	places := make([]string, len(r.values))
	for n := range places {
		places[n] = i.place(n + 1)
	}
	_, err := i.db.ExecContext(i.t.Context(), "INSERT INTO "+r.table+" ("+strings.Join(r.columns, ", ")+") VALUES ("+strings.Join(places, ", ")+")", r.values...)
	return err == nil
}

// altered is the row with one byte of one value changed, and which; ok is false where that changes nothing.
func altered(r tableRow, leave string, random *rand.Rand) (out tableRow, column string, ok bool) {
	n := random.IntN(len(r.columns))
	column = r.columns[n]
	if strings.Contains(" "+leave+" ", " "+column+" ") {
		return r, column, false
	}
	out = r
	out.values = append([]any{}, r.values...)
	switch v := r.values[n].(type) {
	case string:
		out.values[n] = string(alteredBytes([]byte(v), random))
		ok = v != ""
	case []byte:
		out.values[n] = alteredBytes(v, random)
		ok = len(v) > 0
	case int64:
		if out.values[n], ok = v^1, true; v > 1 {
			out.values[n] = v ^ 1<<random.IntN(8)
		}
	case bool:
		out.values[n], ok = !v, true
	case time.Time:
		by := time.Duration(1+random.IntN(1000)) * time.Microsecond
		if v.Equal(v.Truncate(24 * time.Hour)) { // a day
			by = time.Duration(1+random.IntN(1000)) * 24 * time.Hour
		}
		out.values[n], ok = v.Add(by), true
	}
	return out, column, ok
}

func alteredBytes(b []byte, random *rand.Rand) []byte {
	out := bytes.Clone(b)
	if len(out) == 0 {
		return out
	}
	at := random.IntN(len(out))
	out[at] ^= 1 << random.IntN(4) // it stays what an engine takes for text
	return out
}

// alterations is how many are tried; make test-long tries 10,000.
func alterations(t *testing.T, pg bool) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("KONBIT_ALTERATIONS")); err == nil {
		if pg {
			return n / 5
		}
		return n
	}
	return 100
}

// TestEveryAlterationIsFound changes one byte, or takes a row away, thousands of times, and each time asks verify.
func TestEveryAlterationIsFound(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.history()
		kept := w.checkpoint()
		if _, err := w.holds(kept); err != nil {
			t.Fatal(err)
		}
		i := intrude(t, w.url)
		random := rand.New(rand.NewPCG(1, 2))
		tried, refused := 0, 0
		for want := alterations(t, i.pg); tried < want && refused < 20*want; {
			at := tables[random.IntN(len(tables))]
			rows := i.rows(at.name, at.key)
			if len(rows) == 0 {
				refused++
				continue
			}
			before := rows[random.IntN(len(rows))]
			what := "the removal of a row of " + at.name
			if random.IntN(8) > 0 {
				after, column, ok := altered(before, at.leave, random)
				if !ok || !i.remove(before) {
					refused++
					continue
				}
				if !i.add(after) { // the engine itself refuses it
					refused++
					if !i.add(before) {
						t.Fatal("a row is lost")
					}
					continue
				}
				what = fmt.Sprintf("%s.%s from %q to %q", at.name, column, before.value(column), after.value(column))
				if !i.same(before, after) {
					tried++
					if _, err := w.holds(kept); err == nil {
						t.Errorf("not found: %s", what)
					}
				}
				if !i.remove(after) || !i.add(before) {
					t.Fatal("a row cannot be put back")
				}
				continue
			}
			if !i.remove(before) {
				refused++
				continue
			}
			tried++
			if _, err := w.holds(kept); err == nil {
				t.Errorf("not found: %s", what)
			}
			if !i.add(before) {
				t.Fatal("a row cannot be put back")
			}
		}
		if _, err := w.holds(kept); err != nil {
			t.Fatalf("put back, it does not hold: %v", err)
		}
		t.Logf("%d alterations found, %d refused by the engine or changing nothing", tried, refused)
	})
}

// same tells whether two rows say the same: of JSON it is not the bytes that say it.
func (i *intruder) same(a, b tableRow) bool {
	for n, column := range a.columns {
		if fmt.Sprint(a.values[n]) == fmt.Sprint(b.values[n]) {
			continue
		}
		var x, y []api.Source
		if column != "sources" || json.Unmarshal(fmt.Append(nil, a.values[n]), &x) != nil || json.Unmarshal(fmt.Append(nil, b.values[n]), &y) != nil || !reflect.DeepEqual(x, y) {
			return false
		}
	}
	return true
}

// history records a bit of everything.
func (w *world) history() {
	w.t.Helper()
	in := pledge(100_00)
	in.Allocations = []api.Allocation{{Region: "HT01", Sector: "FSC", Amount: usd(60_00)}}
	p, err := w.CreatePledge(w.ctx, w.donor(), in, nil)
	w.must(err)
	for _, kind := range []api.TransactionType{api.Commitment, api.Disbursement} {
		_, err = w.CreateTransaction(w.ctx, w.donor(), p.ID, api.TransactionInput{Type: kind, Date: "2024-09-20", Amount: usd(40_00), Sources: cited}, nil)
		w.must(err)
	}
	a, err := w.CreateAssessment(w.ctx, w.ngo(), assessment("HT01", 500), nil)
	w.must(err)
	_, err = w.TransitionAssessment(w.ctx, w.ngo(), a.ID, api.Transition{To: "submitted"}, nil)
	w.must(err)
	_, err = w.TransitionAssessment(w.ctx, w.coordinator(), a.ID, api.Transition{To: "validated", Reason: "Plausible."}, nil)
	w.must(err)
	_, err = w.CreateExchangeRate(w.ctx, w.coordinator(), api.ExchangeRateInput{Currency: "HTG", Date: "2024-09-01", Rate: "131.5", Source: "BRH"}, nil)
	w.must(err)
	w.sealed()
}

// TestWhatAnOldCheckpointFinds are the ways to cheat in which everything that is stored fits together.
func TestWhatAnOldCheckpointFinds(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.history()
		old := w.checkpoint()
		_, err := w.CreatePledge(w.ctx, w.donor(), pledge(7_00), nil)
		w.must(err)
		w.sealed()
		now := w.checkpoint()
		i := intrude(t, w.url)
		expect := func(why string, kept ledger.Mark, part string) {
			t.Helper()
			if _, err := w.holds(kept); !strings.Contains(fault(err), part) {
				t.Errorf("%s: %v", why, err)
			}
		}

		// Two entries change places, and everything else is made to fit.
		i.run("UPDATE ledger_leaves SET seq = 1000000 WHERE seq = 3")
		i.run("UPDATE ledger_leaves SET seq = 3 WHERE seq = 4")
		i.run("UPDATE ledger_leaves SET seq = 4 WHERE seq = 1000000")
		if _, err := w.holds(now); err == nil {
			t.Error("a swapped order is not found")
		}
		i.reseal(w)
		if _, err := w.holds(); err != nil {
			t.Fatalf("the recomputed tree does not even fit itself: %v", err)
		}
		expect("a swapped order in a recomputed tree", now, "are not those that the checkpoint vouches for")

		// The last entry goes, with its record: an older state is put back.
		i.run("DELETE FROM ledger_leaves WHERE seq = " + fmt.Sprint(now.Size))
		i.run("DELETE FROM allocations WHERE pledge IN (SELECT id FROM pledges WHERE amount = 700)")
		i.run("DELETE FROM postings WHERE pledge IN (SELECT id FROM pledges WHERE amount = 700)")
		i.run("DELETE FROM pledges WHERE amount = 700")
		w.must(w.RebuildCells(w.ctx))
		i.run("DELETE FROM ledger_entries WHERE NOT EXISTS (SELECT 1 FROM ledger_leaves l WHERE l.entry = ledger_entries.id)")
		i.reseal(w)
		if _, err := w.holds(); err != nil {
			t.Fatalf("the older state does not even fit itself: %v", err)
		}
		expect("a backup that was put back", now, "the end was cut off, or an older state was put back")

		// It goes on from there: two readers are shown two histories.
		_, err = w.CreatePledge(w.ctx, w.donor(), pledge(8_00), nil)
		w.must(err)
		w.sealed()
		expect("a forked history", now, "are not those that the checkpoint vouches for")
		expect("the same with the swapped order", old, "are not those that the checkpoint vouches for")
	})
}

// reseal makes the tree anew from the entries in the order in which they are, as who owns the database can.
func (i *intruder) reseal(w *world) {
	i.t.Helper()
	i.run("DELETE FROM ledger_hashes")
	i.run("DELETE FROM ledger_checkpoints")
	i.run("DELETE FROM ledger_unsealed")
	i.run("CREATE TABLE again AS SELECT l.seq AS n, l.entry AS entry FROM ledger_leaves l")
	i.run("DELETE FROM ledger_leaves")
	all := i.rows("(SELECT CAST(entry AS text) AS id FROM again ORDER BY n) AS a", "id")
	i.run("DROP TABLE again")
	for _, r := range all {
		id := fmt.Sprint(r.values[0])
		leaf := w.leafOf(id)
		i.run("INSERT INTO ledger_unsealed (entry, leaf) VALUES ("+i.place(1)+", "+i.place(2)+")", id, leaf[:])
	}
	w.sealed()
}

// leafOf recomputes the leaf of an entry from what stands in the database.
func (w *world) leafOf(id string) (leaf ledger.Hash) {
	w.t.Helper()
	w.must(w.store.Read(w.ctx, func(tx *store.Tx) error {
		e, _, err := tx.EntryByID(id)
		leaf = e.Recomputed()
		return err
	}))
	return leaf
}
