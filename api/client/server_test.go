package client_test

import (
	"context"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/demo"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/store"
)

// folder holds the database of the examples, which have no place of their own to clean up.
var folder string

func TestMain(m *testing.M) {
	var err error
	if folder, err = os.MkdirTemp("", "konbit-client-"); err != nil {
		log.Fatal(err)
	}
	code := m.Run()
	if err := os.RemoveAll(folder); err != nil {
		log.Print(err)
	}
	os.Exit(code)
}

// demoServer starts a server with the demo, once, and returns its address and a donor's key.
var demoServer = sync.OnceValues(func() (base, key string) {
	ctx := context.Background()
	st := need(store.Open(ctx, "sqlite:"+filepath.Join(folder, "konbit.db"), store.Options{}))
	need(st.Migrate(ctx))
	svc := relief.New(st)
	need(demo.Load(ctx, svc, time.Now()))
	issued, err := svc.CreateKey(ctx, api.System, api.KeyInput{Organization: "usaid", Scopes: []api.Scope{api.ScopePledge}}, nil)
	return httptest.NewServer(httpapi.New(svc, httpapi.Config{PublicRead: true})).URL, string(need(issued, err).Secret)
})

func need[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}
