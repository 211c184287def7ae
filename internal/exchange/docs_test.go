package exchange

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestTheDocumentedColumnsAreTheColumns holds docs/columns.md to the tables; -update writes it anew.
func TestTheDocumentedColumnsAreTheColumns(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("# Columns\n\nThe columns of every list, as CSV, HXL, workbooks and the properties of GeoJSON have them: see [formats.md](formats.md). " +
		"This page is written by\n`go test ./internal/exchange -update`. *Read* says which columns an import of our own files reads: yes, or that it needs them.\n")
	for _, table := range tables {
		columns := table.(interface{ List() []Column }).List()
		name := table.(interface{ Title() string }).Title()
		reads := false
		for _, c := range columns {
			reads = reads || c.Input
		}
		fmt.Fprintf(&b, "\n## %s\n\n| column | meaning | kind | HXL |%s\n|---|---|---|---|%s\n", name, map[bool]string{true: " read |"}[reads], map[bool]string{true: "---|"}[reads])
		for _, c := range columns {
			kind := string(c.Kind)
			if c.Unit != "" {
				kind += ", " + c.Unit
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |", c.Name, c.Meaning, kind, quoteTag(c.Tag))
			switch {
			case c.Needed:
				b.WriteString(" needed |")
			case c.Input:
				b.WriteString(" yes |")
			case reads:
				b.WriteString(" |")
			}
			b.WriteByte('\n')
		}
	}
	path := filepath.Join("..", "..", "docs", "columns.md")
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, b.Bytes()) {
		t.Error("docs/columns.md is stale: go test ./internal/exchange -update")
	}
}

func quoteTag(tag string) string {
	if tag == "" {
		return ""
	}
	return "`" + tag + "`"
}
