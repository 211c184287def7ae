package main

import (
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/internal/testkit"
)

func TestKeyCreate(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		t.Run("for an organization that is not there is an error", func(t *testing.T) {
			got := konbit(t, on(url), "key", "create", "--org", "wfp", "--scope", "assess")
			if got.code != 1 || !strings.Contains(got.stderr, "--create-org") || got.stdout != "" {
				t.Errorf("%+v", got)
			}
		})
		t.Run("records the organization if it is named", func(t *testing.T) {
			got := konbit(t, on(url), "key", "create", "--org", "wfp", "--create-org", "World Food Programme", "--org-type", "united_nations",
				"--scope", "assess,read", "--name", "Desk", "--expires", "2099-12-31")
			if got.code != 0 || !strings.HasPrefix(got.stdout, "knb_live_") || strings.Count(got.stdout, "\n") != 1 ||
				strings.Contains(got.stderr, strings.TrimSpace(got.stdout)) {
				t.Errorf("%+v", got)
			}
		})
		t.Run("leaves the name of one that is there", func(t *testing.T) {
			got := konbit(t, on(url), "key", "create", "--org", "wfp", "--create-org", "WFP", "--scope", "assess")
			if got.code != 0 || !strings.Contains(got.stderr, `"World Food Programme"; its name is left as it is`) {
				t.Errorf("%+v", got)
			}
		})
		t.Run("needs a known type for a new one", func(t *testing.T) {
			got := konbit(t, on(url), "key", "create", "--org", "x", "--create-org", "X", "--org-type", "club", "--scope", "assess")
			if got.code != 1 || !strings.Contains(got.stderr, `"club" is not known here`) || got.stdout != "" {
				t.Errorf("%+v", got)
			}
		})
	})
}
