package store

import (
	"encoding/json"
	"slices"

	"github.com/jackc/pgx/v5"
)

// ask is a question: its text, numbered as the engine wants it, and what reads the answer.
type ask struct {
	sql  string
	args []any
	read func(walking) error
}

func (tx *Tx) ask(read func(walking) error, sql string, args ...any) ask {
	return ask{numbered(tx.d, sql), withLists(args), read}
}

// withLists are arguments with the lists among them as the driver takes them.
func withLists(args []any) []any {
	for i, arg := range args {
		if list, one := arg.(textArray); one {
			args[i] = []string(list)
		}
	}
	return args
}

// askFor makes a question of a statement with lists among its arguments ([Tx.rows]). It selects the columns of its rows in
// their order.
func askFor[R any](tx *Tx, to *[]R, sql string, args ...any) (ask, error) {
	text, plain, err := tx.d.bind(sql, args)
	return ask{text, plain, into(to)}, err
}

func into[R any](all *[]R) func(walking) error {
	return func(rows walking) (err error) {
		*all, err = readAll[R](rows)
		return err
	}
}

func eachRow[R any](do func(R)) func(walking) error {
	return func(rows walking) error {
		all, err := readAll[R](rows)
		for _, r := range all {
			do(r)
		}
		return err
	}
}

func each1(rows walking, do func(string)) error {
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		do(text)
	}
	return rows.Err()
}

// textArray is a list that is one argument, not several.
type textArray []string

// array is a list as one argument.
func (tx *Tx) array(list []string) any {
	list = slices.Compact(slices.Sorted(slices.Values(list)))
	if tx.d.pipes {
		return append(textArray{}, list...)
	}
	text, err := json.Marshal(append([]string{}, list...))
	if err != nil {
		return "[]" // a list of texts always has one
	}
	return string(text)
}

// askAll asks several questions, in one message where there is a server.
func (tx *Tx) askAll(asks []ask) error {
	if tx.pipe != nil {
		for _, a := range asks {
			if tx.count.saw != nil {
				tx.count.saw(a.sql, a.args)
			}
			tx.pipe.later(queued{a.sql, a.args, func(rows pgx.Rows) error { return a.read(rows) }})
		}
		return translate(tx.pipe.flush(tx.db.Statement.Context))
	}
	for _, a := range asks {
		if err := tx.askOne(a); err != nil {
			return translate(err)
		}
	}
	return nil
}

func (tx *Tx) askOne(a ask) error {
	tx.count.n.Add(1)
	if tx.count.saw != nil {
		tx.count.saw(a.sql, a.args)
	}
	rows, err := tx.db.Statement.ConnPool.QueryContext(tx.db.Statement.Context, a.sql, a.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := a.read(rows); err != nil {
		return err
	}
	return rows.Err()
}
