package store

import (
	"context"
	"time"
)

// RateCount is how many requests were let through for somebody in one window.
type RateCount struct {
	Bucket  string
	Starts  int64 // seconds since 1970
	N       int64
	Expires int64 // seconds since 1970
}

// SharesRates tells whether several instances may serve this database, so that they have to share what they count.
func (s *Store) SharesRates() bool { return s.dialect.sharesRates }

const addRates = `INSERT INTO rate_counters (bucket, starts, n, expires)
SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])
ON CONFLICT (bucket, starts) DO UPDATE SET n = rate_counters.n + excluded.n`

const sumRates = `SELECT bucket, starts, n FROM rate_counters JOIN unnest($1::text[], $2::bigint[]) AS asked (bucket, starts) USING (bucket, starts)`

// ExchangeRates adds counts to those of the other instances and returns the sums of the same buckets and windows. It is
// for stores that share rates. Of no bucket there may be two counts with the same start.
func (s *Store) ExchangeRates(ctx context.Context, counts []RateCount) (sums []RateCount, err error) {
	err = s.keepBooks(ctx, func(tx *Tx) error {
		all, news := columnsOf(counts, 0), columnsOf(counts, 1)
		pool := tx.db.Statement.ConnPool
		if len(news.buckets) > 0 {
			if _, err := pool.ExecContext(tx.db.Statement.Context, addRates, news.buckets, news.starts, news.counts, news.expires); err != nil {
				return err
			}
		}
		rows, err := pool.QueryContext(tx.db.Statement.Context, sumRates, all.buckets, all.starts)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var c RateCount
			if err := rows.Scan(&c.Bucket, &c.Starts, &c.N); err != nil {
				return err
			}
			sums = append(sums, c)
		}
		return rows.Err()
	})
	return sums, err
}

// rateColumns are counts by column, as unnest takes them.
type rateColumns struct {
	buckets                 []string
	starts, counts, expires []int64
}

// columnsOf turns the counts that are at least so high.
func columnsOf(counts []RateCount, least int64) rateColumns {
	var col rateColumns
	for _, c := range counts {
		if c.N >= least {
			col.buckets, col.starts = append(col.buckets, c.Bucket), append(col.starts, c.Starts)
			col.counts, col.expires = append(col.counts, c.N), append(col.expires, c.Expires)
		}
	}
	return col
}

// PurgeRates forgets the counts that weigh no more.
func (s *Store) PurgeRates(ctx context.Context, now time.Time) error {
	return s.keepBooks(ctx, func(tx *Tx) error {
		_, err := tx.db.Statement.ConnPool.ExecContext(tx.db.Statement.Context, "DELETE FROM rate_counters WHERE expires < $1", now.Unix())
		return err
	})
}
