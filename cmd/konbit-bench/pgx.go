package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// handwritten is the limit of what asks the database: net/http and pgx written for these three questions alone, as few
// round trips as they take, no rules, no keys, no log.
type handwritten struct{ db *pgxpool.Pool }

// servePgx takes an address and the URL of a set.
func servePgx(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return errors.New("pgx ADDR URL")
	}
	config, err := pgxpool.ParseConfig(args[1])
	if err != nil {
		return err
	}
	config.MaxConns = 16 // as many as Konbit takes
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	db, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return err
	}
	h := handwritten{db}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /v1/pledges", h.list)
	mux.HandleFunc("GET /v1/pledges/{id}", h.one)
	mux.HandleFunc("POST /v1/pledges", h.create)
	return http.ListenAndServe(args[0], mux) //nolint:gosec // on the loopback, for minutes
}

func reply(w http.ResponseWriter, status int, v any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.Encode(v) //nolint:errcheck // the client is gone
}

// page is a list as Konbit answers it; next is the last id instead of a cursor.
type page struct {
	Data []pledge `json:"data"`
	Next *string  `json:"next"`
}

const (
	allocationsOf  = "SELECT pledge::text, region, sector, amount FROM allocations WHERE pledge = ANY($1::uuid[]) ORDER BY pledge, place"
	destinationsOf = "SELECT pledge::text, region, sector FROM destinations WHERE pledge = ANY($1::uuid[]) ORDER BY pledge, place"
)

func (h handwritten) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	after := q.Get("after")
	if after == "" {
		after = uuid.Nil.String()
	}
	p, err := h.page(r.Context(), q.Get("donor"), q.Get("status"), after)
	reply(w, http.StatusOK, p, err)
}

func (h handwritten) page(ctx context.Context, donor, status, after string) (page, error) {
	const size = 50
	out := page{Data: make([]pledge, 0, size+1)}
	sql := "SELECT " + pledgeColumns + " FROM pledges WHERE donor = $1 AND state = $2 AND id > $3 ORDER BY pledges.id LIMIT 51"
	args := []any{donor, status, after}
	if donor == "" {
		sql, args = "SELECT "+pledgeColumns+" FROM pledges WHERE id > $1 ORDER BY pledges.id LIMIT 51", args[2:]
	}
	rows, err := h.db.Query(ctx, sql, args...)
	if err != nil {
		return out, err
	}
	for rows.Next() {
		p, err := scanPledge(rows)
		if err != nil {
			return out, err
		}
		out.Data = append(out.Data, p)
	}
	if err := rows.Err(); err != nil {
		return out, err
	}
	if len(out.Data) > size {
		out.Data = out.Data[:size]
		out.Next = &out.Data[size-1].ID
	}
	ids := make([]string, len(out.Data))
	byID := make(map[string]*pledge, len(out.Data))
	for i := range out.Data {
		ids[i] = out.Data[i].ID
		byID[ids[i]] = &out.Data[i]
	}
	var b pgx.Batch
	b.Queue(allocationsOf, ids)
	b.Queue(destinationsOf, ids)
	results := h.db.SendBatch(ctx, &b)
	err = parts(results, func(id string) *pledge { return byID[id] })
	return out, errors.Join(err, results.Close())
}

func (h handwritten) one(w http.ResponseWriter, r *http.Request) {
	var b pgx.Batch
	id := r.PathValue("id")
	b.Queue("SELECT "+pledgeColumns+" FROM pledges WHERE id = $1", id)
	b.Queue(allocationsOf, []string{id})
	b.Queue(destinationsOf, []string{id})
	results := h.db.SendBatch(r.Context(), &b)
	p, err := scanPledge(results.QueryRow())
	if err == nil {
		err = parts(results, func(string) *pledge { return &p })
	}
	reply(w, http.StatusOK, p, errors.Join(err, results.Close()))
}

// input is what a pledge is made of.
type input struct {
	Crisis      string          `json:"crisis"`
	Donor       string          `json:"donor"`
	Title       string          `json:"title"`
	Amount      money           `json:"amount"`
	PledgedOn   string          `json:"pledged_on"`
	Allocations []allocation    `json:"allocations"`
	Sources     json.RawMessage `json:"sources"`
}

func (h handwritten) create(w http.ResponseWriter, r *http.Request) {
	var in input
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		reply(w, 0, nil, err)
		return
	}
	now := time.Now().UTC().Truncate(time.Microsecond)
	zero := moneyOf(0, in.Amount.Currency)
	p := pledge{ID: uuid.Must(uuid.NewV7()).String(), Crisis: in.Crisis, Donor: in.Donor, Title: in.Title, Kind: "financial", Stage: "pledged", Amount: in.Amount,
		AmountUSD: in.Amount.Amount, Rate: rate{"1", in.PledgedOn, "US dollars"}, PledgedOn: in.PledgedOn, NewMoney: true, Allocations: in.Allocations,
		Sources: in.Sources, Status: "pledged", FirmOn: &in.PledgedOn, Committed: zero, Disbursed: zero, Unallocated: zero, Version: 1, CreatedAt: now, UpdatedAt: now}
	reply(w, http.StatusCreated, p, h.write(r.Context(), p))
}

// write keeps the rows that Konbit keeps of such a pledge: the pledge, its allocations, its postings, the ledger entry.
func (h handwritten) write(ctx context.Context, p pledge) error {
	after, err := json.Marshal(p)
	if err != nil {
		return err
	}
	var b pgx.Batch
	minor := func(m money) int64 {
		n, _ := centsOf(m.Amount)
		return n
	}
	b.Queue(`INSERT INTO pledges (id, crisis, donor, title, kind, stage, amount, currency, amount_usd, rate, rate_date, rate_source, pledged_on, firm_on, new_money, state,
		committed, disbursed, unallocated, sources, search, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $11, $11, true, $13, 0, 0, 0, $14, lower($4), 1, $15, $15)`,
		p.ID, p.Crisis, p.Donor, p.Title, p.Kind, p.Stage, minor(p.Amount), p.Amount.Currency, minor(p.Amount), p.Rate.Rate, p.PledgedOn, p.Rate.Source, p.Status, string(p.Sources), p.CreatedAt)
	for i, a := range p.Allocations {
		b.Queue("INSERT INTO allocations (pledge, place, region, sector, amount) VALUES ($1, $2, $3, $4, $5)", p.ID, i, a.Region, a.Sector, minor(a.Amount))
		b.Queue(`INSERT INTO postings (pledge, place, crisis, pledged_on, on_date, bucket, region, sector, announced, pledged, committed, disbursed)
			VALUES ($1, $2, $3, $4, $4, 'rows', $5, $6, 0, $7, 0, 0)`, p.ID, i, p.Crisis, p.PledgedOn, a.Region, a.Sector, minor(a.Amount))
	}
	b.Queue("INSERT INTO ledger_entries (id, at, organization, key_id, resource, record, action, after) VALUES ($1, $2, $3, 'bench', 'pledges', $4, 'create', $5)",
		uuid.Must(uuid.NewV7()).String(), p.CreatedAt, p.Donor, p.ID, string(after))
	return pgx.BeginFunc(ctx, h.db, func(tx pgx.Tx) error { return tx.SendBatch(ctx, &b).Close() })
}
