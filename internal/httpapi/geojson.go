package httpapi

import (
	"errors"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
)

// onMap lets a list of records that are about regions come as GeoJSON.
func onMap[R any](s *server, region func(*R) string) extra[R] {
	return extra[R]{asGeo, func(c *gin.Context) (rows[R], error) {
		table, ok := exchange.TableOf[R]()
		if !ok {
			return nil, api.Internal(errors.New("no columns for " + c.FullPath()))
		}
		return &places[R]{s: s, c: c, region: region, out: exchange.NewGeoJSON(c.Writer, table)}, nil
	}}
}

// places finds where the records are, a page of them at a time.
type places[R any] struct {
	s       *server
	c       *gin.Context
	region  func(*R) string
	out     *exchange.GeoJSON[R]
	pending []R
}

func (p *places[R]) Write(record R) error {
	p.pending = append(p.pending, record)
	return nil
}

func (p *places[R]) Flush() error {
	var pcodes []string
	for i := range p.pending {
		pcodes = append(pcodes, p.region(&p.pending[i]))
	}
	slices.Sort(pcodes)
	pcodes = slices.Compact(pcodes)
	var shown map[string]api.Outline
	if len(pcodes) > 0 {
		var err error
		if shown, err = p.s.svc.Outlines(p.c.Request.Context(), pcodes); err != nil {
			return err
		}
	}
	for i := range p.pending {
		var at *api.Outline
		if o, ok := shown[p.region(&p.pending[i])]; ok {
			at = &o
		}
		if err := p.out.Write(p.pending[i], at); err != nil {
			return err
		}
	}
	p.pending = p.pending[:0]
	return p.out.Flush()
}

func (p *places[R]) Close() error { return p.out.Close() }
