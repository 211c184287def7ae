package exchange

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// TestFilesStayAsTheyAre compares one pledge in each format that is a table with testdata.
func TestFilesStayAsTheyAre(t *testing.T) {
	usd, fresh := api.Cents(166_67), true
	p := storedPledge(func(p *api.Pledge) {
		p.Amount, p.Committed, p.Disbursed, p.Unallocated = api.Money{Minor: 25_000, Currency: "JPY"}, api.Money{Currency: "JPY"}, api.Money{Currency: "JPY"}, api.Money{Minor: 5000, Currency: "JPY"}
		p.AmountUSD, p.NewMoney, p.Rate = &usd, &fresh, &api.Rate{Rate: "150", Date: "2024-09-01", Source: "OCHA FTS"}
		p.Title, p.FirmOn, p.Version, p.CreatedAt = "=2+3, \"Aid\"\nin two lines", "2024-09-05", 2, time.Date(2024, 9, 5, 14, 0, 0, 250_000_000, time.UTC)
		p.Allocations = []api.Allocation{{Region: "HT01", Sector: "FSC", Amount: api.Money{Minor: 20_000, Currency: "JPY"}}}
		p.Sources = append(p.Sources, api.Source{Publisher: "OCHA", Title: "FTS", PublishedOn: "2024-09-06", Reliability: "A", Credibility: 2})
	})
	var file bytes.Buffer
	for name, out := range map[string]*CSV[api.Pledge]{"pledge.csv": NewCSV(&file, PledgeColumns), "pledge.hxl.csv": NewHXL(&file, PledgeColumns)} {
		file.Reset()
		if err := out.Write(p); err != nil {
			t.Fatal(err)
		}
		if err := out.Flush(); err != nil {
			t.Fatal(err)
		}
		golden(t, name, file.Bytes())
	}
	file.Reset()
	book := NewXLSX(&file, PledgeColumns, About{Address: "/v1/pledges?format=xlsx", MadeAt: "2024-09-10T12:00:00Z"})
	if err := book.Write(p); err != nil {
		t.Fatal(err)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	parts, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	for _, part := range parts.File {
		in, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(part.Name + "\n")
		if _, err := io.Copy(&text, in); err != nil {
			t.Fatal(err)
		}
		text.WriteByte('\n')
	}
	golden(t, "pledge.xlsx.txt", bytes.ReplaceAll(text.Bytes(), []byte("><"), []byte(">\n<")))
}
