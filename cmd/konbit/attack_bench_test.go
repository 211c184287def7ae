package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/konbit-aid/konbit/internal/testkit"
)

// BenchmarkUnderAttack reads what dashboards read, one request after the other, from a server in a process of its own:
// first at rest, then while each kind of bomb goes off again and again. docs/performance.md has figures.
func BenchmarkUnderAttack(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			url := "sqlite:" + b.TempDir() + "/konbit.db"
			if engine == "postgres" {
				url = testkit.Postgres(b)
			}
			environ := append(on(url), "KONBIT_DEMO=true", "KONBIT_LOG_LEVEL=error", "KONBIT_RATE_LIMIT=off")
			p := spawn(b, environ)
			secret := key(b, on(url), "acted", "assess,pledge")
			b.Run("at rest", func(b *testing.B) { p.read(b) })
			for _, one := range bombs() {
				b.Run(one.name, func(b *testing.B) {
					ctx, stop := context.WithCancel(b.Context())
					var all sync.WaitGroup
					for range one.many {
						all.Go(func() {
							for ctx.Err() == nil {
								_ = one.drop(ctx, p.base, secret)
							}
						})
					}
					time.Sleep(time.Second) // until all are there
					p.read(b)
					stop()
					all.Wait()
				})
			}
			b.Logf("memory: %d MiB at most", p.memory(b, "VmHWM")>>20)
		})
	}
}

// apart comes from another address than the bombs do.
var apart = &http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}).DialContext}}

func (p *process) read(b *testing.B) {
	var took []time.Duration
	refused := 0
	for b.Loop() {
		began := time.Now()
		answer, err := apart.Get(p.base + "/v1/pledges?limit=50")
		if err != nil {
			b.Fatal(err)
		}
		_, err = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if err != nil {
			b.Fatal(err)
		}
		if answer.StatusCode != http.StatusOK {
			refused++
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	for _, percent := range []int{50, 99} {
		at := took[(len(took)-1)*percent/100]
		b.ReportMetric(float64(at.Microseconds())/1000, fmt.Sprintf("p%d-ms", percent))
	}
	b.ReportMetric(float64(refused), "refused")
	b.ReportMetric(0, "ns/op")
}
