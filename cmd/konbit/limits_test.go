package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/internal/testkit"
)

// TestTwoServersOnOneDatabaseCountTogether spends the rate at one server and is refused by the other.
func TestTwoServersOnOneDatabaseCountTogether(t *testing.T) {
	const quota = 100
	environ := append(on(testkit.Postgres(t)), "KONBIT_RATE_LIMIT_ANONYMOUS=100/24h")
	one, two := start(t, environ), start(t, environ)
	ask := func(s *server) int {
		answer, err := http.Get(s.base + "/v1/sectors/WSH")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	for i := range quota {
		if code := ask(one); code != http.StatusOK {
			t.Fatalf("request %d of %d: %d", i+1, quota, code)
		}
	}
	passed := 0
	for ask(two) == http.StatusOK {
		passed++
		time.Sleep(100 * time.Millisecond) // it hears of the other's every 250
	}
	if passed >= quota {
		t.Errorf("the second server let %d through too, as if it were alone", passed)
	}
	if code := ask(one); code != http.StatusTooManyRequests {
		t.Errorf("the first server answers with %d", code)
	}
}
