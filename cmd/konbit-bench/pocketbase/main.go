// Command pocketbase is PocketBase with one collection of pledges, for the bench: "fill" makes the collection and reads
// its records as CSV from standard input; "serve" is PocketBase's own.
package main

import (
	"database/sql"
	"encoding/csv"
	"errors"
	"io"
	"log"
	"os"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"
)

// columns are those of the CSV, in its order.
var columns = []string{"id", "reference", "crisis", "donor", "recipient", "title", "status", "amount", "currency", "amount_usd", "pledged_on",
	"allocations", "sources", "created", "updated"}

func main() {
	app := pocketbase.NewWithConfig(pocketbase.Config{HideStartBanner: true})
	app.RootCmd.AddCommand(&cobra.Command{Use: "fill", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return fill(app) }})
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}

func fill(app core.App) error {
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	if err := errors.Join(superuser(app), app.Save(collection())); err != nil {
		return err
	}
	builder, ok := app.NonconcurrentDB().(*dbx.DB)
	if !ok {
		return errors.New("PocketBase's database is another one than before")
	}
	return copyIn(builder.DB(), csv.NewReader(os.Stdin))
}

// collection is open to everybody, as Konbit's reads are. Its index is the one that the list wants.
func collection() *core.Collection {
	c := core.NewBaseCollection("pledges")
	open := ""
	c.ListRule, c.ViewRule, c.CreateRule = &open, &open, &open
	for _, name := range []string{"reference", "crisis", "donor", "recipient", "title", "status", "currency", "pledged_on"} {
		c.Fields.Add(&core.TextField{Name: name})
	}
	c.Fields.Add(&core.NumberField{Name: "amount"}, &core.NumberField{Name: "amount_usd"}, &core.JSONField{Name: "allocations"}, &core.JSONField{Name: "sources"},
		&core.AutodateField{Name: "created", OnCreate: true}, &core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true})
	c.AddIndex("idx_pledges_donor", false, "donor, status, id", "")
	c.AddIndex("idx_pledges_pledged_on", false, "pledged_on, id", "")
	return c
}

// superuser keeps PocketBase from asking for one in a browser.
func superuser(app core.App) error {
	all, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		return err
	}
	r := core.NewRecord(all)
	r.SetEmail("bench@example.org")
	r.SetRandomPassword()
	return app.Save(r)
}

func copyIn(db *sql.DB, rows *csv.Reader) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	insert, err := tx.Prepare("INSERT INTO pledges (" + strings.Join(columns, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")")
	if err != nil {
		return err
	}
	rows.ReuseRecord, rows.FieldsPerRecord = true, len(columns)
	args := make([]any, len(columns))
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		for i, cell := range row {
			args[i] = cell
		}
		if _, err := insert.Exec(args...); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = db.Exec("ANALYZE")
	return err
}
