package store

import (
	"reflect"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm/clause"

	"github.com/konbit-aid/konbit/api"
)

// insert writes a new row.
func insert[R any](tx *Tx, row R) error {
	return insertAll(tx, []R{row})
}

// insertAll writes many new rows, a few hundred at a time. What the database has against them it may say only at the
// next question, or when the transaction ends.
func insertAll[R any](tx *Tx, rows []R) error {
	s := shapeOf[R]()
	if tx.pipe != nil && len(rows) >= copiedAtOnce {
		return copyAll(tx, s, rows)
	}
	for len(rows) > 0 {
		n := min(len(rows), manyRows)
		args := make([]any, 0, n*len(s.columns))
		for i := range rows[:n] {
			args = s.values(args, reflect.ValueOf(&rows[i]).Elem())
		}
		if err := tx.later(s.insert(tx.d, n), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// copiedAtOnce is from how many rows on they go to PostgreSQL by COPY, for which what waits must be sent first.
const copiedAtOnce = 1000

func copyAll[R any](tx *Tx, s *shape, rows []R) error {
	if err := tx.pipe.flush(tx.Context()); err != nil {
		return translate(err)
	}
	tx.count.n.Add(1)
	tx.count.trips.Add(1)
	return translate(tx.pipe.raw(func(conn *pgx.Conn) error {
		args := make([]any, 0, len(s.columns))
		_, err := conn.CopyFrom(tx.Context(), pgx.Identifier{s.table}, s.columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
			return s.copied(args[:0], reflect.ValueOf(&rows[i]).Elem()), nil
		}))
		return err
	}))
}

// later runs a statement whose answer nobody needs before the transaction ends; its arguments are numbered as the
// engine wants them.
func (tx *Tx) later(sql string, args ...any) error {
	args = withLists(args)
	if tx.pipe != nil {
		tx.pipe.later(queued{sql: sql, args: args})
		return nil
	}
	tx.count.n.Add(1)
	_, err := tx.db.Statement.ConnPool.ExecContext(tx.db.Statement.Context, sql, args...)
	return translate(err)
}

// replace overwrites the row with the same primary key if it still has the
// version before; every column but the key is written, also zero values.
func replace[R any](tx *Tx, row R, before int64) error {
	res := tx.db.Model(&row).Where("version = ?", before).Select("*").Omit(clause.PrimaryKey, "created_at").Updates(&row)
	if res.Error != nil {
		return translate(res.Error)
	}
	if res.RowsAffected != 1 {
		return api.Errorf(api.CodeStale, "The record was changed in the meantime; read it again.")
	}
	return nil
}

// take reads the one row that the condition finds; found is false if there is none.
func take[R any](tx *Tx, table, condition string, args ...any) (row R, found bool, err error) {
	return one[R](tx, "SELECT * FROM "+table+" WHERE "+condition+" LIMIT 1", args...)
}

// one reads the first row of a query; found is false if there is none.
func one[R any](tx *Tx, sql string, args ...any) (row R, found bool, err error) {
	rows, err := scan[R](tx, sql, args...)
	if err != nil || len(rows) == 0 {
		return row, false, err
	}
	return rows[0], true, nil
}

// takeLocked is take that keeps others from changing the row until the end.
func takeLocked[R any](tx *Tx, table, condition string, args ...any) (row R, found bool, err error) {
	return one[R](tx, "SELECT * FROM "+table+" WHERE "+condition+" LIMIT 1"+tx.d.forUpdate, args...)
}

// exec runs one statement and returns how many rows it changed.
func (tx *Tx) exec(sql string, args ...any) (int64, error) {
	res := tx.db.Exec(sql, args...)
	return res.RowsAffected, translate(res.Error)
}

// scan runs a query into rows.
func scan[R any](tx *Tx, sql string, args ...any) ([]R, error) {
	rows, err := tx.rows(sql, args...)
	if err != nil {
		return nil, translate(err)
	}
	all, err := collect[R](sql, rows)
	return all, translate(err)
}

// groupBy collects rows under a key, in their order.
func groupBy[R any](rows []R, key func(R) string) map[string][]R {
	m := map[string][]R{}
	for _, r := range rows {
		m[key(r)] = append(m[key(r)], r)
	}
	return m
}

// convert maps rows to records; nil becomes an empty list.
func convert[R, T any](rows []R, f func(R) T) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = f(r)
	}
	return out
}
