package store

import (
	"context"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// chores are what migrations leave to be worked out in Go, by name. They run when
// the schema is up to date, so they may use today's types.
var chores = map[string]func(*Tx) error{"citations": (*Tx).citeAll, "ledger": (*Tx).commitAll, "coverage": (*Tx).rebuildCells}

type choreRow struct {
	Name string `gorm:"column:name"`
}

// doChores does what is left to do, each in one transaction under the lock.
func (s *Store) doChores(ctx context.Context) error {
	for name, do := range chores {
		err := s.WriteLong(ctx, func(tx *Tx) error {
			if err := tx.wait(s.dialect.lock); err != nil {
				return err
			}
			left, err := scan[choreRow](tx, "SELECT name FROM chores WHERE name = ?", name)
			if err != nil || len(left) == 0 {
				return err
			}
			if err := do(tx); err != nil {
				return err
			}
			_, err = tx.exec("DELETE FROM chores WHERE name = ?", name)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// citingRow is a record of any table that holds sources.
type citingRow struct {
	ID           string  `gorm:"column:id"`
	Title        string  `gorm:"column:title"`
	Path         string  `gorm:"column:path"`
	Organization string  `gorm:"column:organization"`
	Guard        string  `gorm:"column:guard"`
	Published    bool    `gorm:"column:published"`
	Sources      sources `gorm:"column:sources"`
	CreatedAt    instant `gorm:"column:created_at"`
}

// cited finds what the records of each resource cite, as the writers of the records say it too.
var cited = []struct{ resource, sql string }{
	{"appeals", `SELECT code AS id, title, '/v1/appeals/' || code AS path, '' AS organization, 'public' AS guard, TRUE AS published, sources, created_at
		FROM appeals WHERE code > ? ORDER BY code LIMIT 500`},
	{"assessments", `SELECT CAST(id AS text) AS id, title, '/v1/assessments/' || CAST(id AS text) AS path, organization, sensitivity AS guard,
		(status IN ('validated', 'superseded') OR withdrawn_on IS NOT NULL) AS published, sources, created_at
		FROM assessments WHERE CAST(id AS text) > ? ORDER BY CAST(id AS text) LIMIT 500`},
	{"pledges", `SELECT CAST(id AS text) AS id, title, '/v1/pledges/' || CAST(id AS text) AS path, donor AS organization, 'public' AS guard, TRUE AS published,
		sources, created_at FROM pledges WHERE CAST(id AS text) > ? ORDER BY CAST(id AS text) LIMIT 500`},
	{"transactions", `SELECT CAST(id AS text) AS id, type || ' ' || CAST(on_date AS text) AS title,
		'/v1/pledges/' || CAST(pledge AS text) || '/transactions/' || CAST(id AS text) AS path, reported_by AS organization, 'public' AS guard, TRUE AS published,
		sources, created_at FROM transactions WHERE CAST(id AS text) > ? ORDER BY CAST(id AS text) LIMIT 500`},
	{"incidents", `SELECT CAST(id AS text) AS id, title AS title, '/v1/incidents/' || CAST(id AS text) AS path, organization, sensitivity AS guard, TRUE AS published,
		sources, created_at FROM incidents WHERE CAST(id AS text) > ? ORDER BY CAST(id AS text) LIMIT 500`},
	{"access-constraints", `SELECT CAST(id AS text) AS id, COALESCE(title, type || ' ' || region) AS title, '/v1/access-constraints/' || CAST(id AS text) AS path, organization, sensitivity AS guard, TRUE AS published,
		sources, created_at FROM access_constraints WHERE CAST(id AS text) > ? ORDER BY CAST(id AS text) LIMIT 500`},
	{"presence", `SELECT CAST(id AS text) AS id, COALESCE(activity, sector || ' ' || region) AS title, '/v1/presence/' || CAST(id AS text) AS path, organization, sensitivity AS guard, TRUE AS published,
		sources, created_at FROM presences WHERE CAST(id AS text) > ? ORDER BY CAST(id AS text) LIMIT 500`},
}

// citeAll writes the citations of all records anew.
func (tx *Tx) citeAll() error {
	for _, c := range cited {
		for after := ""; ; {
			rows, err := scan[citingRow](tx, c.sql, after)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break
			}
			all := convert(rows, func(r citingRow) Citing {
				return Citing{Resource: c.resource, Record: r.ID, Title: r.Title, Path: r.Path, Organization: r.Organization,
					Guard: api.Sensitivity(r.Guard), Published: r.Published, Sources: r.Sources}
			})
			if err := tx.Cite(firstOf(rows), all...); err != nil {
				return err
			}
			after = rows[len(rows)-1].ID
		}
	}
	return nil
}

func firstOf(rows []citingRow) time.Time {
	first := rows[0].CreatedAt.Time
	for _, r := range rows {
		if r.CreatedAt.Before(first) {
			first = r.CreatedAt.Time
		}
	}
	return first
}
