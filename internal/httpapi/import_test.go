package httpapi_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/konbit-aid/konbit/api"
)

// pledgesCSV is a file of pledges; each row is reference, donor, title, amount, day and allocations.
func pledgesCSV(rows ...string) string {
	return "reference,donor,crisis,title,amount,currency,pledged_on,allocations,source_publisher,source_title,source_published_on\n" +
		strings.Join(rows, "\n") + "\n"
}

func pledgeRow(reference, donor, amount, allocations string) string {
	return fmt.Sprintf("%s,%s,hti-2024,Food for the West,%s,USD,2024-09-05,%s,USAID,Fact sheet 5,2024-09-05", reference, donor, amount, allocations)
}

// upload sends a file as the body itself.
func upload(as, query, file string, headers ...string) call {
	return call{as: as, method: "POST", path: "/v1/imports" + query, body: file, headers: append([]string{"Content-Type: text/csv"}, headers...)}
}

// form makes a body of a form with options and a file.
func form(name, file string, options ...string) (body, contentType string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, o := range options {
		key, value, _ := strings.Cut(o, "=")
		_ = w.WriteField(key, value)
	}
	part, _ := w.CreateFormFile("file", name)
	_, _ = part.Write([]byte(file))
	_ = w.Close()
	return b.String(), w.FormDataContentType()
}

// imported sends a file that must be taken in, and returns what became of it.
func (w *world) imported(t *testing.T, c call) api.Import {
	t.Helper()
	got := w.send(c)
	if got.Code != http.StatusCreated && got.Code != http.StatusAccepted {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	var i api.Import
	w.get(c.as, got.Header().Get("Location"), &i)
	return i
}

func (w *world) count(t *testing.T, path string) int64 {
	t.Helper()
	var list struct{ Total int64 }
	w.get(coordinator, path+"?count=true&limit=1", &list)
	return list.Total
}

func summary(i api.Import) string {
	if i.Summary == nil {
		return string(i.State)
	}
	return fmt.Sprintf("%s %d+%d=%d-%d", i.State, i.Summary.Created, i.Summary.Updated, i.Summary.Unchanged, i.Summary.Rejected)
}

func TestADonorImportsItsOwnPledges(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		file := pledgesCSV(pledgeRow("P-1", "", `"1,250,000.00"`, "HT01:FSC:1000000.00"), pledgeRow("P-2", "usaid", "500000", ""))
		got := w.imported(t, upload(donor, "", file))
		if summary(got) != "done 2+0=0-0" || !got.Written || got.Kind != api.ImportPledges || got.SHA256 == "" || len(got.Notes) != 1 {
			t.Fatalf("%+v %+v", got, got.Summary)
		}
		if got := w.imported(t, upload(donor, "", file)); summary(got) != "done 0+0=2-0" {
			t.Errorf("again: %s", summary(got))
		}
		changed := pledgesCSV(pledgeRow("P-1", "", "1250000.00", "HT01:FSC:1250000.00"))
		if got := w.imported(t, upload(donor, "", changed)); summary(got) != "done 0+1=0-0" {
			t.Errorf("changed: %s", summary(got))
		}
		narrow := "reference,title,amount,currency,pledged_on\nP-1,Food for the West and the South,1250000.00,USD,2024-09-05\n"
		if got := w.imported(t, upload(donor, "", narrow)); summary(got) != "done 0+1=0-0" {
			t.Errorf("with fewer columns: %s", summary(got))
		}
		var list api.List[api.Pledge]
		w.get(donor, "/v1/pledges?reference=P-1", &list)
		if p := list.Data[0]; len(p.Allocations) != 1 || p.Title != "Food for the West and the South" || p.Crisis != "hti-2024" || p.Version != 3 {
			t.Errorf("what the file has no column for was changed: %+v", p)
		}
	})
}

func TestAKeyImportsNothingOfOthers(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		file := pledgesCSV(pledgeRow("P-1", "", "100", ""), pledgeRow("P-2", "wfp", "100", ""))
		got := w.imported(t, upload(donor, "", file))
		if summary(got) != "rejected 1+0=0-1" || got.Written || w.count(t, "/v1/pledges") != 0 {
			t.Fatalf("%s, %d pledges", summary(got), w.count(t, "/v1/pledges"))
		}
		report := w.send(call{as: donor, method: "GET", path: "/v1/imports/" + got.ID + "/report?format=csv"})
		if text := report.Body.String(); report.Code != 200 || !strings.Contains(text, "\r\n3,,forbidden,,") || !strings.Contains(text, "usaid") {
			t.Errorf("%d %s", report.Code, text)
		}
		got = w.imported(t, upload(donor, "?keep_good=true", file))
		if summary(got) != "done 1+0=0-1" || w.count(t, "/v1/pledges") != 1 {
			t.Errorf("the good rows: %s", summary(got))
		}
		w.play(t, []scenario{
			{"a file of pledges with a key for assessments", upload(ngo, "", file), 201, []string{`"state":"rejected"`, `"rejected":2`}, nil},
			{"without a key", upload(nobody, "", file), 401, nil, nil},
			{"with a key that may only read", upload("reader", "", file), 401, nil, nil},
			{"a published file with a donor's key", upload(donor, "?year=2024", "Country ISO3,Cluster,Category,In Need\nHTI,WSH,,5\n"), 403, []string{"coordinate"}, nil},
			{"regions with a donor's key", upload(donor, "", "pcode,level,parent,iso3\nHT03,1,HT,HTI\n"), 403, []string{"coordinate"}, nil},
			{"another organization's import", call{as: recipient, method: "GET", path: "/v1/imports/" + got.ID}, 404, nil, nil},
			{"another organization's report", call{as: recipient, method: "GET", path: "/v1/imports/" + got.ID + "/report"}, 404, nil, nil},
			{"cancelling another organization's import", call{as: recipient, method: "POST", path: "/v1/imports/" + got.ID + "/transitions", body: `{"to":"cancelled"}`}, 404, nil, nil},
			{"another organization's list", call{as: recipient, method: "GET", path: "/v1/imports"}, 200, []string{`"data":[]`}, nil},
			{"cancelling what has ended", call{as: donor, method: "POST", path: "/v1/imports/" + got.ID + "/transitions", body: `{"to":"cancelled"}`}, 409, []string{"done already"}, nil},
		})
	})
}

func TestAPublishedFileIsForCoordinators(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		file := "Country ISO3,Admin 1 PCode,Description,Cluster,Category,In Need\nHTI,HT01,Water,WSH,,\"1,200\"\n"
		got := w.imported(t, upload(coordinator, "?year=2024&published_on=2024-03-01&crisis=hti-2024&file=hno.csv", file))
		if summary(got) != "done 1+0=0-0" {
			t.Fatalf("%s %v", summary(got), got.Problem)
		}
		again := strings.Replace(file, "1,200", "1,300", 1)
		if got := w.imported(t, upload(coordinator, "?year=2024&published_on=2024-03-01&crisis=hti-2024&file=hno.csv", again)); summary(got) != "rejected 0+0=0-1" {
			t.Errorf("figures that count were replaced by a key: %s", summary(got))
		}
		w.play(t, []scenario{
			{"without the year that it does not say", upload(coordinator, "", file), 422, []string{`"pointer":"year"`}, nil},
			{"as another kind", upload(coordinator, "?kind=pledges&year=2024", file), 422, []string{"holds needs"}, nil},
			{"an option that there is not", upload(coordinator, "?colour=red", file), 400, []string{"colour"}, nil},
		})
	})
}

func TestAFileThatDoesNotArriveWholeIsRefused(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		file := pledgesCSV(pledgeRow("P-1", "", "100", ""))
		sum := sha256.Sum256([]byte(file))
		wrong := strings.Repeat("0", 64)
		body, contentType := form("pledges.csv", file)
		w.play(t, []scenario{
			{"with another digest", upload(donor, "?sha256="+wrong, file), 400, []string{"sha256"}, nil},
			{"with another digest in the head", upload(donor, "", file, "Content-Digest: sha-256=:"+base64.StdEncoding.EncodeToString(make([]byte, 32))+":"), 400, []string{"Content-Digest"}, nil},
			{"with an old digest header", upload(donor, "", file, "Digest: SHA-256="+base64.StdEncoding.EncodeToString(make([]byte, 32))), 400, []string{"Digest"}, nil},
			{"a form that is cut off", upload(donor, "", body[:len(body)-40], "Content-Type: "+contentType), 400, []string{"broke off"}, nil},
			{"a form without a file", upload(donor, "", "--x\r\nContent-Disposition: form-data; name=\"crisis\"\r\n\r\nhti-2024\r\n--x--\r\n", "Content-Type: multipart/form-data; boundary=x"), 400, []string{`"file"`}, nil},
			{"as a form of a web page", upload(donor, "", file, "Content-Type: application/x-www-form-urlencoded"), 415, []string{"--data-binary"}, nil},
			{"too long", upload(donor, "", strings.Repeat("x", 2<<20+1)), 413, []string{"2 MiB"}, nil},
			{"a PDF", upload(donor, "", "%PDF-1.7 …"), 400, []string{"PDF"}, nil},
			{"a table of nothing known", upload(donor, "", "titel,amount,currency,pledged_on\nx,1,USD,2024-09-05\n"), 422, []string{`no column \"title\" (is it \"titel\"?)`}, nil},
			{"with the right digests", upload(donor, "?sha256="+hex.EncodeToString(sum[:]), file, "Content-Digest: sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":"), 201, nil, nil},
		})
		short := w.request(upload(donor, "", file))
		short.ContentLength = int64(len(file)) + 10
		if got := w.sendRequest(short); got.Code != 400 || !strings.Contains(got.Body.String(), "broke off") {
			t.Errorf("shorter than its length says: %d %s", got.Code, got.Body)
		}
		if n := w.count(t, "/v1/pledges"); n != 1 {
			t.Errorf("%d pledges", n)
		}
	})
}

func TestAFormCarriesOptionsBesideItsFile(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = z.Write([]byte(pledgesCSV(pledgeRow("P-1", "", "100", ""))))
		_ = z.Close()
		body, contentType := form(`C:\Documents\pledges.csv.gz`, packed.String(), "dry_run=true", "crisis=")
		got := w.imported(t, upload(donor, "", body, "Content-Type: "+contentType))
		if summary(got) != "done 1+0=0-0" || got.Written || got.File != "pledges.csv.gz" || !got.Options.DryRun || w.count(t, "/v1/pledges") != 0 {
			t.Errorf("%s %+v", summary(got), got)
		}
	})
}

func TestTheSameKeyImportsOnce(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		file := pledgesCSV(pledgeRow("P-1", "", "100", ""))
		once := upload(donor, "", file, "Idempotency-Key: one")
		first, second := w.send(once), w.send(once)
		if first.Header().Get("Location") != second.Header().Get("Location") || second.Header().Get("Idempotency-Replayed") != "true" ||
			!strings.Contains(second.Body.String(), `"state":"done"`) {
			t.Errorf("%v %s", second.Header(), second.Body)
		}
		other := w.send(upload(donor, "?dry_run=true", file, "Idempotency-Key: one"))
		if other.Code != 422 {
			t.Errorf("another request under the same key: %d", other.Code)
		}
	})
}

func TestTheSameFileFromManyAtOnceIsRecordedOnce(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		var rows []string
		for i := range 50 {
			rows = append(rows, pledgeRow(fmt.Sprintf("P-%d", i), "", "100", ""))
		}
		rows = append(rows, pledgeRow("", "", "77", "")) // without a reference
		file := pledgesCSV(rows...)
		answers := make([]*httptest.ResponseRecorder, 4)
		var wait sync.WaitGroup
		for i := range answers {
			r := w.request(upload(donor, "", file))
			wait.Go(func() { answers[i] = w.sendRequest(r) })
		}
		wait.Wait()
		created, unchanged := 0, 0
		for _, a := range answers {
			var i api.Import
			w.get(donor, a.Header().Get("Location"), &i)
			if i.State != api.ImportDone {
				t.Fatalf("%d %s", a.Code, a.Body)
			}
			created, unchanged = created+i.Summary.Created, unchanged+i.Summary.Unchanged
		}
		if created != 51 || unchanged != 3*51 || w.count(t, "/v1/pledges") != 51 {
			t.Errorf("%d created, %d unchanged, %d pledges", created, unchanged, w.count(t, "/v1/pledges"))
		}
	})
}

func TestAReportNamesWhatIsNearest(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		file := pledgesCSV(pledgeRow("P-1", "", "100", "HT0l:FSC:100"), pledgeRow("P-2", "", "12 in all", ""), pledgeRow("P-3", "", "100", "Ouest:FSC:100"))
		got := w.imported(t, upload(donor, "", file))
		var report api.List[api.ImportFault]
		w.get(donor, "/v1/imports/"+got.ID+"/report?count=true", &report)
		want := []api.ImportFault{
			{Row: 2, Field: "allocations/0/region", Code: "unknown_region", Value: "HT0l", Hint: "West (HT01)"},
			{Row: 3, Field: "amount", Code: "bad_number", Value: "12 in all"},
			{Row: 4, Field: "allocations/0/region", Code: "unknown_region", Value: "Ouest", Hint: "West (HT01)"},
		}
		if len(report.Data) != 3 || *report.Total != 3 || got.FaultCount != 3 {
			t.Fatalf("%+v", report.Data)
		}
		for i, f := range report.Data {
			if f.Reason == "" {
				t.Errorf("no reason: %+v", f)
			}
			if f.Reason = ""; f != want[i] {
				t.Errorf("%+v, want %+v", f, want[i])
			}
		}
		page := w.send(call{as: donor, method: "GET", path: "/v1/imports/" + got.ID + "/report?limit=2"})
		var first api.List[api.ImportFault]
		w.get(donor, "/v1/imports/"+got.ID+"/report?limit=2", &first)
		var rest api.List[api.ImportFault]
		w.get(donor, string(first.Next), &rest)
		if len(first.Data) != 2 || len(rest.Data) != 1 || rest.Data[0].Row != 4 {
			t.Errorf("%s", page.Body)
		}
	})
}
