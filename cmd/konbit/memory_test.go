package main

import (
	"context"
	"sync"
	"testing"
	"time"
)

// mostGrowth is what a server may need more under attack than at rest, in bytes.
const mostGrowth = 64 << 20

// TestMemoryUnderAttack drops one bomb after the other on a server of its own process, and then reads how high its
// memory ever stood.
func TestMemoryUnderAttack(t *testing.T) {
	environ := append(on("sqlite:"+t.TempDir()+"/konbit.db"), "KONBIT_LOG_LEVEL=error", "KONBIT_READ_HEADER_TIMEOUT=2s", "KONBIT_READ_TIMEOUT=5s", "KONBIT_RATE_LIMIT=off")
	secret := key(t, environ, "acted", "assess,pledge")
	p := spawn(t, environ)
	if err := get("/v1/nothing")(t.Context(), p.base, secret); err != nil {
		t.Fatal(err)
	}
	before := p.memory(t, "VmRSS")
	for _, b := range bombs() {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		var all sync.WaitGroup
		for range b.many {
			all.Go(func() {
				if err := b.drop(ctx, p.base, secret); err != nil {
					t.Errorf("%s: %v", b.name, err)
				}
			})
		}
		all.Wait()
		cancel()
		t.Logf("after %d %s: %d MiB more at most", b.many, b.name, (p.memory(t, "VmHWM")-before)>>20)
	}
	if err := get("/v1/nothing")(t.Context(), p.base, secret); err != nil {
		t.Error(err)
	}
	if grown := p.memory(t, "VmHWM") - before; grown > mostGrowth {
		t.Errorf("the memory grew by %d MiB, %d are the most", grown>>20, mostGrowth>>20)
	}
}
