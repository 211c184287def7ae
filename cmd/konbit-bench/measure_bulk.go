package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// measureStart starts Konbit on the full database, several times, and lets the last one idle.
func (b *bench) measureStart(ctx context.Context, main, _ stage) error {
	var times []float64
	var idle int64
	for i := range 5 {
		from := time.Now()
		p, err := b.launch(main.url, "konbit, started")
		if err != nil {
			return err
		}
		if err := p.await(ctx, "/readyz"); err != nil {
			return err
		}
		times = append(times, ms(time.Since(from)))
		if i == 4 {
			time.Sleep(3 * time.Second)
			idle, _ = p.memory()
		}
		p.stop()
	}
	b.add(row{What: "start on an existing database until /readyz", Size: short(main.size),
		Goals: []goal{atMost(300, median(times), "ms", ""), atMost(60, float64(idle)/(1<<20), "MiB", "idle memory")}})
	return nil
}

// exported is the content of Konbit's CSV as one statement: a row a pledge, its allocations in one cell.
const exported = `SELECT p.id, p.reference, p.crisis, p.appeal, p.donor, p.recipient, p.title, p.kind, p.stage, p.state, p.amount / 100.0, p.currency, p.amount_usd / 100.0, p.rate, p.rate_date,
	p.rate_source, p.committed / 100.0, p.disbursed / 100.0, p.unallocated / 100.0, p.pledged_on, p.firm_on, p.expires_on, p.cancelled_on, p.earmarking, p.parent, p.new_money,
	(SELECT string_agg(a.region || ':' || a.sector || ':' || a.amount, ';' ORDER BY a.place) FROM allocations a WHERE a.pledge = p.id),
	(SELECT string_agg(d.region, ' ' ORDER BY d.place) FROM destinations d WHERE d.pledge = p.id), (SELECT string_agg(d.sector, ' ' ORDER BY d.place) FROM destinations d WHERE d.pledge = p.id),
	p.sources, p.version, p.created_at, p.updated_at FROM pledges p ORDER BY p.id`

// measureExport reads all pledges as CSV, from Konbit and from PostgreSQL itself.
func (b *bench) measureExport(ctx context.Context, main, _ stage) error {
	conn, err := pgx.Connect(ctx, main.url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if err := main.konbit.forgetPeak(); err != nil {
		return err
	}
	ways := []func() (int64, error){
		func() (int64, error) { return exportFrom(main.konbit) },
		func() (int64, error) { return copyOut(ctx, conn, "("+exported+")") },
		func() (int64, error) { return copyOut(ctx, conn, "pledges") },
	}
	took := make([][]float64, len(ways))
	size := make([]int64, len(ways))
	for range 2 {
		for i, way := range ways {
			from := time.Now()
			if size[i], err = way(); err != nil {
				return err
			}
			took[i] = append(took[i], time.Since(from).Seconds())
		}
	}
	_, peak := main.konbit.memory()
	b.add(row{What: "export all pledges as CSV", Size: short(main.size),
		Goals: []goal{atLeast(0.5, median(took[1])/median(took[0]), "of COPY TO STDOUT CSV of the same content"), atMost(100, float64(peak)/(1<<20), "MiB", "memory at most")},
		Note: fmt.Sprintf("Konbit %s s (%d MiB), COPY of the same content %s s (%d MiB), COPY of the table pledges alone %s s (%d MiB).",
			number(median(took[0])), size[0]>>20, number(median(took[1])), size[1]>>20, number(median(took[2])), size[2]>>20)})
	return nil
}

func exportFrom(konbit *process) (int64, error) {
	c, err := dial(konbit.addr)
	if err != nil {
		return 0, err
	}
	defer c.close()
	var n counter
	r := get("/v1/pledges?format=csv")
	status, err := c.do(r, &n)
	if err == nil && status != 200 {
		err = refused(r, status, c.body)
	}
	return int64(n), err
}

func copyOut(ctx context.Context, conn *pgx.Conn, what string) (int64, error) {
	var n counter
	_, err := conn.PgConn().CopyTo(ctx, &n, "COPY "+what+" TO STDOUT (FORMAT csv)")
	return int64(n), err
}

// measureImport takes in a file of need lines of many countries, and compares with COPY of the rows that it made.
func (b *bench) measureImport(ctx context.Context, main, _ stage) error {
	n := main.size
	if n > largest {
		return nil
	}
	url, err := b.cluster.create(ctx, "importing", "pattern")
	if err != nil {
		return err
	}
	defer b.cluster.drop(context.WithoutCancel(ctx), "importing") //nolint:errcheck // the cluster goes anyway
	file := filepath.Join(b.dir, "needs.csv")
	if n, err = needsFile(ctx, url, file, n); err != nil {
		return err
	}
	limit, cancel := context.WithTimeout(ctx, b.patience)
	defer cancel()
	cmd := exec.CommandContext(limit, b.konbit, "import", "needs", file, "--create-crisis", "--period", "2026-01-01..2026-12-31", "--published", "2026-01-10")
	cmd.Env = append(plainEnviron(), "KONBIT_DATABASE_URL="+url)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	from := time.Now()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("konbit import: %w", err)
	}
	used := watchMemory(cmd.Process.Pid)
	err = cmd.Wait()
	imported, peak := time.Since(from), used()
	switch {
	case limit.Err() != nil:
		return fmt.Errorf("konbit import of %d lines was given up after %s", n, b.patience)
	case err != nil:
		return fmt.Errorf("konbit import: %w\n%.2000s", err, out.Bytes())
	}
	copied, rows, err := copyNeeds(ctx, url, filepath.Join(b.dir, "needs.bin"))
	if err != nil {
		return err
	}
	b.add(row{What: "import need lines", Size: short(n),
		Goals: []goal{atLeast(0.5, copied.Seconds()/imported.Seconds(), "of COPY of the same rows"), atMost(200, float64(peak)/(1<<20), "MiB", "memory at most")},
		Note: fmt.Sprintf("konbit import read %d lines in %s s, COPY wrote %d rows into a table with the same indexes and foreign keys in %s s.",
			n, number(imported.Seconds()), rows, number(copied.Seconds()))})
	return nil
}

// watchMemory follows the peak of a program's memory until the returned function is called. What the system says of a program that
// has ended counts what its parent had when it began.
func watchMemory(pid int) (peak func() int64) {
	stop, found := make(chan struct{}), make(chan int64)
	go func() {
		var most int64
		for {
			_, peak := memoryOf(pid)
			most = max(most, peak)
			select {
			case <-stop:
				found <- most
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() int64 {
		close(stop)
		return <-found
	}
}

// needsFile writes up to n need lines as OCHA publishes them, for as many countries as it takes: an assessment holds
// 50,000 lines at most.
func needsFile(ctx context.Context, url, file string, n int) (int, error) {
	const most = 24_000 // of one country: Haiti and its neighbour share a crisis
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, "SELECT iso3, level, pcode FROM regions WHERE level IN (1, 2) ORDER BY iso3, pcode")
	if err != nil {
		return 0, err
	}
	type region struct {
		Country string
		Level   int
		Pcode   string
	}
	regions, err := pgx.CollectRows(rows, pgx.RowToStructByPos[region])
	if err != nil {
		return 0, err
	}
	f, err := os.Create(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	buffered := bufio.NewWriter(f)
	w := csv.NewWriter(buffered)
	written, of := 0, map[string]int{}
	line := []string{"Country ISO3", "Admin 1 PCode", "Admin 2 PCode", "Description", "Cluster", "Category", "Population", "In Need", "Targeted", "Affected", "Reached", "Info"}
	err = w.Write(line)
	for _, category := range categories {
		for _, sector := range sectors {
			for i, r := range regions {
				if written == n || of[r.Country] == most || err != nil {
					continue
				}
				of[r.Country]++
				written++
				p := [3]string{}
				p[r.Level] = r.Pcode
				err = w.Write([]string{r.Country, p[1], p[2], string(sector), string(sector), category, "", strconv.Itoa(1000 + i%977), strconv.Itoa(500 + i%499), strconv.Itoa(2000 + i%997), "", ""})
			}
		}
	}
	w.Flush()
	return written, errors.Join(err, w.Error(), buffered.Flush())
}

// categories are the groups that the file tells apart.
var categories = []string{"", "Female", "Male", "IDP", "Refugees", "Returnees"}

// copyNeeds writes what was imported into a table of the same shape, by COPY in one transaction.
func copyNeeds(ctx context.Context, url, file string) (took time.Duration, rows int64, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, 0, err
	}
	defer conn.Close(ctx)
	f, err := os.Create(file)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	const imported = "SELECT * FROM needs WHERE assessment IN (SELECT id FROM assessments WHERE origin LIKE 'hno:%')"
	if _, err := conn.PgConn().CopyTo(ctx, f, "COPY ("+imported+") TO STDOUT (FORMAT binary)"); err != nil {
		return 0, 0, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, 0, err
	}
	for _, s := range []string{"CREATE TABLE copied (LIKE needs INCLUDING ALL)", "ALTER TABLE copied ADD FOREIGN KEY (assessment) REFERENCES assessments (id)",
		"ALTER TABLE copied ADD FOREIGN KEY (region) REFERENCES regions (pcode)", "CHECKPOINT"} {
		if _, err := conn.Exec(ctx, s); err != nil {
			return 0, 0, err
		}
	}
	from := time.Now()
	tag, err := conn.PgConn().CopyFrom(ctx, f, "COPY copied FROM STDIN (FORMAT binary)")
	return time.Since(from), tag.RowsAffected(), err
}

// names lists the tables of a PostgreSQL database.
func names(ctx context.Context, db *sql.DB) ([]string, error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	all, err := column(ctx, c, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'", 1)
	return all[0], err
}

// countAll counts the rows of all tables together.
func countAll(ctx context.Context, db *sql.DB, tables []string) (n int64, err error) {
	for _, t := range tables {
		var some int64
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM "+t).Scan(&some); err != nil {
			return 0, err
		}
		n += some
	}
	return n, nil
}
