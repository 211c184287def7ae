package exchange

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/konbit-aid/konbit/api"
)

const pledgeHeader = "reference,crisis,title,amount,currency,pledged_on,source_publisher,source_title,source_published_on\n"

func TestNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"1234567": "1234567", "1,234,567": "1234567", "1 234 567": "1234567", "1.234.567": "1234567", "1\u202f234\u202f567": "1234567",
		"1\u00a0234": "1234", "1'234'567": "1234567", "1,234.5": "1234.5", "1.234,5": "1234.5", "1 234,5": "1234.5", "12,5": "12.5", "0,125": "0.125",
		"-1,234,567": "-1234567", "1,234,567.89": "1234567.89", "1.5": "1.5", "1.234": "1.234",
		// What could be two numbers, or is none:
		"1,234": "", "15%": "", "1.2E+06": "", "12 in all": "", "1,23,456": "", "1 23": "", "--5": "", "1,2345,678": "",
	} {
		got, why := plainly(text, false)
		if got != want || (why == "") != (want != "") {
			t.Errorf("%q is read as %q (%s), not %q", text, got, why, want)
		}
	}
	if got, _ := plainly("1,234", true); got != "1234" {
		t.Errorf("of people 1,234 is %q", got)
	}
}

func TestDaysAreReadAsPeopleAndSpreadsheetsWriteThem(t *testing.T) {
	for text, want := range map[string]api.Date{
		"2024-09-05": "2024-09-05", "2024-09-05T14:00:00Z": "2024-09-05", "45540": "2024-09-05", "45540.0": "2024-09-05", "2024/9/5": "2024-09-05",
		"05.09.2024": "2024-09-05", "25/09/2024": "2024-09-25", "09/25/2024": "2024-09-25", "5/5/2024": "2024-05-05",
		"05/09/2024": "", "2024-02-30": "", "12345": "", "99999": "", "September": "", "31/31/2024": "", "1234-5": "",
	} {
		if got, _, why := dayOf(text); got != want || (why == "") != (want != "") {
			t.Errorf("%q is read as %q (%s), not %q", text, got, why, want)
		}
	}
}

func utf16Of(text string, order binary.ByteOrder) string {
	var b bytes.Buffer
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		_ = binary.Write(&b, order, u)
	}
	return b.String()
}

func TestTextsAreReadWhateverTheyAreWrittenIn(t *testing.T) {
	const title = "Grand'Anse: école, ñandú, “eau”"
	file := pledgeHeader + "P-1,hti-2024,\"" + title + "\",100,USD,2024-09-05,OCHA,Plan,2024-09-01\n"
	western := strings.NewReplacer("é", "\xe9", "ñ", "\xf1", "ú", "\xfa", "“", "\x93", "”", "\x94").Replace(file)
	for name, c := range map[string]struct{ text, note string }{
		"UTF-8": {file, ""}, "a mark of byte order": {"\xef\xbb\xbf" + file, ""},
		"UTF-16, little": {utf16Of(file, binary.LittleEndian), notUTF16}, "UTF-16, big": {utf16Of(file, binary.BigEndian), notUTF16},
		"Windows-1252": {western, notUTF8},
		"semicolons":   {strings.ReplaceAll(strings.ReplaceAll(file, ",", ";"), `"Grand'Anse: école; ñandú; “eau”"`, `"`+title+`"`), ""},
		"tabs":         {strings.ReplaceAll(strings.ReplaceAll(file, ",", "\t"), "\"Grand'Anse: école\t ñandú\t “eau”\"", `"`+title+`"`), ""},
	} {
		t.Run(name, func(t *testing.T) {
			src := open(t, c.text)
			var got []string
			for r := range src.Pledges {
				if len(r.Faults) > 0 {
					t.Errorf("%+v", r.Faults)
				}
				got = append(got, r.Value.Pledge.Title)
			}
			if len(got) != 1 || got[0] != title {
				t.Errorf("%q", got)
			}
			if notes := src.Notes(); c.note == "" && len(notes) > 0 || c.note != "" && !slices.Contains(notes, c.note) {
				t.Errorf("%q", notes)
			}
		})
	}
	t.Run("Windows-1252 of which the first letter stands far down", func(t *testing.T) {
		var b strings.Builder
		b.WriteString(pledgeHeader)
		for i := range 2000 {
			fmt.Fprintf(&b, "P-%d,hti-2024,Plain words for a long way,100,USD,2024-09-05,OCHA,Plan,2024-09-01\n", i)
		}
		b.WriteString("P-X,hti-2024,\xc9cole,100,USD,2024-09-05,OCHA,Plan,2024-09-01\n")
		rows := all(t, open(t, b.String()).Pledges)
		if last := rows[len(rows)-1]; len(rows) != 2001 || last.Value.Pledge.Title != "École" {
			t.Errorf("%d rows, %+v", len(rows), last)
		}
	})
}

func TestAHeaderIsFoundUnderTitlesAndInOtherSpellings(t *testing.T) {
	for name, head := range map[string]string{
		"in capitals and blanks": " Reference ,CRISIS,Title, Amount,Currency,Pledged On,Source Publisher,SOURCE-TITLE,source_published_on\n",
		"under a title":          "Pledges to Haiti,,,,,,,,\n,,,,,,,,\n" + pledgeHeader,
		"under tags":             "#activity+code,#crisis+code,#description,#value,#currency,#date,#meta,#meta+title,#date+source\n" + pledgeHeader,
		"with empty columns":     strings.TrimSuffix(pledgeHeader, "\n") + ",,\n",
	} {
		t.Run(name, func(t *testing.T) {
			src := open(t, head+"P-1,hti-2024,Food,\"1,000,000\",USD,2024-09-05,OCHA,Plan,2024-09-01"+strings.Repeat(",", strings.Count(head, ",,\n")*2*boolInt(name == "with empty columns"))+"\n")
			got := good(t, src.Pledges)
			if len(got) != 1 || got[0].Pledge.Amount.Minor != 100000000 || got[0].Pledge.PledgedOn != "2024-09-05" || got[0].Pledge.Sources[0].Title != "Plan" {
				t.Errorf("%+v", got)
			}
			if above := len(src.Notes()) > 0; above != strings.HasPrefix(name, "under") {
				t.Errorf("%q", src.Notes())
			}
		})
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestAMissingColumnIsNamedWithTheNearest(t *testing.T) {
	_, err := Open(strings.NewReader("reference,titel,amount,currency,pledgedon_date,crisis\nx,y,1,USD,2024-09-05,hti\n"))
	if err == nil || !strings.Contains(err.Error(), `It looks most like pledges, pledges (Konbit); for that it has no column "title" (is it "titel"?), "pledged_on"`) {
		t.Errorf("%v", err)
	}
}

func TestSectorsAreReadByTheirNames(t *testing.T) {
	for name, want := range map[string]api.SectorCode{
		"WSH": "WSH", "wsh": "WSH", "Sécurité alimentaire": "FSC", "Agua, saneamiento e higiene": "WSH", "Salud": "HEA", "EPAH": "WSH", "Sante": "HEA", "pro_gbv": "PRO-GBV",
		"Éducation": "EDU", "Nitrisyon": "NUT", "Something": "", "Health and Education": "",
	} {
		rows := all(t, open(t, "assessment,region,sector,in_need\na,HT01,\""+name+"\",5\n").Lines)
		if got := rows[0]; got.Value.Need.Sector != want || (len(got.Faults) == 0) != (want != "") {
			t.Errorf("%q is read as %q, %+v", name, got.Value.Need.Sector, got.Faults)
		}
	}
}

func TestAThousandBadRowsAreToldEach(t *testing.T) {
	var b strings.Builder
	b.WriteString(pledgeHeader)
	for i := range 100_000 {
		amount := "100.00"
		if i%100 == 7 {
			amount = "a lot"
		}
		fmt.Fprintf(&b, "P-%d,hti-2024,Food,%s,USD,2024-09-05,OCHA,Plan,2024-09-01\n", i, amount)
	}
	n, bad := 0, 0
	for r := range open(t, b.String()).Pledges {
		n++
		if len(r.Faults) == 1 && r.Faults[0].Pointer == "amount" && r.Cells["amount"] == "a lot" && r.Line%100 == 9 {
			bad++
		} else if len(r.Faults) > 0 {
			t.Fatalf("%+v", r)
		}
	}
	if n != 100_000 || bad != 1000 {
		t.Errorf("%d rows, %d bad", n, bad)
	}
}

func TestARowWithoutEndTakesNoMemory(t *testing.T) {
	endless := io.MultiReader(strings.NewReader(pledgeHeader+"P-1,hti-2024,\"Food"), &filler{left: 1 << 30, with: 'x'})
	src, err := Open(endless)
	if err != nil {
		t.Fatal(err)
	}
	rows := all(t, src.Pledges)
	if len(rows) != 1 || !strings.Contains(rows[0].Faults[0].Detail, "longer than a row may be") {
		t.Errorf("%+v", rows)
	}
	for name, text := range map[string]string{"a record": `{"title":"`, "a number": `{"title":1`, "an array": `[{"title":["`} {
		t.Run(name, func(t *testing.T) {
			src, err := Open(io.MultiReader(strings.NewReader(text), &filler{left: 1 << 30, with: '1'}))
			if err == nil {
				for r := range src.Pledges {
					err = r.Faults.Err()
				}
			}
			if err == nil {
				t.Error("it was read")
			}
		})
	}
}

// filler is a long text of one letter.
type filler struct {
	left int64
	with byte
}

func (z *filler) Read(p []byte) (int, error) {
	n := int(min(z.left, int64(len(p))))
	for i := range p[:n] {
		p[i] = z.with
	}
	if z.left -= int64(n); n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func gzipped(t *testing.T, r io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, r); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// zipped makes an archive of parts: name, text, name, text…
func zipped(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPackedFiles(t *testing.T) {
	file := pledgeHeader + "P-1,hti-2024,Food,100,USD,2024-09-05,OCHA,Plan,2024-09-01\n"
	for name, packed := range map[string][]byte{"gzip": gzipped(t, strings.NewReader(file)), "zip": zipped(t, "__MACOSX/._a.csv", "x", "a.csv", file)} {
		for way, src := range map[string]func() (api.ImportSource, error){
			"as a stream": func() (api.ImportSource, error) { return Open(bytes.NewReader(packed)) },
			"as a file":   func() (api.ImportSource, error) { return OpenFile(bytes.NewReader(packed), int64(len(packed)), nil) },
		} {
			t.Run(name+" "+way, func(t *testing.T) {
				got, err := src()
				if err != nil {
					t.Fatal(err)
				}
				if rows := good(t, got.Pledges); len(rows) != 1 {
					t.Errorf("%+v", rows)
				}
			})
		}
	}
	row := "P-1,hti-2024,Food,100,USD,2024-09-05,OCHA,Plan,2024-09-01\n"
	many := file + strings.Repeat(row, (40<<20)/len(row))
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"two files":               {zipped(t, "a.csv", file, "b.csv", file), "holds 2 files"},
		"nothing":                 {zipped(t), "is empty"},
		"an archive in itself":    {zipped(t, "a.zip", string(zipped(t, "a.csv", file))), "archive inside"},
		"gzip in gzip":            {gzipped(t, bytes.NewReader(gzipped(t, strings.NewReader(file)))), "archive inside"},
		"a workbook in it":        {zipped(t, "a.xlsx", "PK\x03\x04"), "workbook"},
		"an archive cut off":      {zipped(t, "a.csv", strings.Repeat(file, 100))[:60], "cut off"},
		"a gzip bomb":             {gzipped(t, strings.NewReader(many)), "unpacks to far more"},
		"gzip that is none":       {[]byte("\x1f\x8b nothing"), "gzip"},
		"a zip bomb":              {zipped(t, "a.csv", many), "unpacks to far more"},
		"gzip that is cut off":    {gzipped(t, strings.NewReader(strings.Repeat(file, 100)))[:200], "unexpected EOF"},
		"more parts than are few": {zipped(t, manyParts()...), "parts"},
	} {
		t.Run(name, func(t *testing.T) {
			src, err := OpenFile(bytes.NewReader(c.file), int64(len(c.file)), nil)
			if err == nil {
				for r := range src.Pledges {
					if len(r.Faults) > 0 {
						err = r.Faults.Err()
					}
				}
			}
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v", err)
			}
		})
	}
}

func manyParts() []string {
	var parts []string
	for i := range maxEntries + 1 {
		parts = append(parts, fmt.Sprint(i), "")
	}
	return parts
}
