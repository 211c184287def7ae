package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/docs"
	"github.com/konbit-aid/konbit/internal/web"
)

func get(t *testing.T, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	web.Mount(e)
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w
}

func TestTheDocumentIsTheCommittedOne(t *testing.T) {
	got := get(t, web.SpecPath)
	if got.Code != http.StatusOK || got.Body.String() != string(docs.OpenAPI) {
		t.Fatal(got.Code)
	}
	again := get(t, web.SpecPath, "If-None-Match", got.Header().Get("ETag"))
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("%d with %d bytes", again.Code, again.Body.Len())
	}
	if other := get(t, web.SpecPath, "If-None-Match", `"other"`); other.Code != http.StatusOK {
		t.Error(other.Code)
	}
}

func TestTheReferenceNamesEveryOperation(t *testing.T) {
	var spec struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Summary     string `json:"summary"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(docs.OpenAPI, &spec); err != nil {
		t.Fatal(err)
	}
	page := get(t, web.DocsPath).Body.String()
	n := 0
	for path, item := range spec.Paths {
		for method, op := range item {
			n++
			if !strings.Contains(page, `id="`+op.OperationID+`"`) {
				t.Errorf("%s %s (%s) is not in the page", method, path, op.OperationID)
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d operations", n)
	}
}

var loads = regexp.MustCompile(`(?i)(src|href)\s*=\s*"([^"]*)"|url\(([^)]*)\)|@import`)

func TestNoPageLoadsAnythingFromElsewhere(t *testing.T) {
	for _, path := range []string{web.DocsPath, web.TryPath} {
		got := get(t, path)
		if got.Code != http.StatusOK {
			t.Fatal(path, got.Code)
		}
		for _, m := range loads.FindAllStringSubmatch(got.Body.String(), -1) {
			if strings.EqualFold(m[1], "src") && strings.Contains(m[2], "//") || m[3] != "" && strings.Contains(m[3], "//") || strings.HasPrefix(m[0], "@import") {
				t.Errorf("%s loads %s", path, m[0])
			}
		}
		policy := got.Header().Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "http") || strings.Contains(policy, "script-src 'unsafe") {
			t.Errorf("%s: %s", path, policy)
		}
	}
}

func TestTheTryPageHasItsAssets(t *testing.T) {
	page := get(t, web.TryPath).Body.String()
	for _, m := range regexp.MustCompile(`(?:src|href)="(/docs/try/[^"]+)"`).FindAllStringSubmatch(page, -1) {
		if got := get(t, m[1]); got.Code != http.StatusOK || got.Body.Len() == 0 {
			t.Errorf("%s: %d", m[1], got.Code)
		}
	}
}
