package httpapi

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/internal/compat"
	"github.com/konbit-aid/konbit/internal/compat/fts"
	"github.com/konbit-aid/konbit/internal/compat/hapi"
	"github.com/konbit-aid/konbit/internal/policy"
)

// mountCompat adds the addresses that clients of other systems ask. They are
// open to whom the operations of ours are that they show the records of.
func (s *server) mountCompat(e *gin.Engine) {
	for _, r := range slices.Concat(hapi.Routes(s.svc), fts.Routes(s.svc)) {
		handle := s.foreign(r)
		e.Handle(http.MethodGet, r.Path, handle)
		e.Handle(http.MethodHead, r.Path, handle)
	}
}

// foreign makes a gin handler of a route of another system, as open does of ours.
func (s *server) foreign(r compat.Route) gin.HandlerFunc {
	var rules []policy.Rule
	for _, operation := range r.Operations {
		rule := s.svc.Policy().Gate(operation)
		if rule.Access == policy.Closed {
			panic("httpapi: no rule says who may " + operation)
		}
		rules = append(rules, rule)
	}
	return func(c *gin.Context) {
		err := s.metered(c, len(rules) == 0, func() error { return s.admitAll(c, rules) })
		if err == nil {
			err = parameters(c)
		}
		if err == nil {
			err = s.abreast(c)
		}
		if err == nil {
			err = s.bounded(c, elsewhere, func(c *gin.Context) error { return r.Handle(c, caller(c)) })
		}
		if err != nil {
			s.fail(c, err)
		}
	}
}

// elsewhere is what costs count questions of other systems as: they add records up for each answer.
const elsewhere = "compat"

// admitAll lets in who may do all of it.
func (s *server) admitAll(c *gin.Context, rules []policy.Rule) error {
	for i, rule := range rules {
		if i == 0 {
			if err := s.admit(c, rule); err != nil {
				return err
			}
		} else if err := rule.Admits(caller(c), s.cfg.PublicRead); err != nil {
			return err
		}
	}
	return nil
}
