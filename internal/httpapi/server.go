package httpapi

import (
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"

	"github.com/konbit-aid/konbit/internal/intake"
	"github.com/konbit-aid/konbit/internal/oidc"
	"github.com/konbit-aid/konbit/internal/policy"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/web"
	"github.com/konbit-aid/konbit/internal/webhook"
)

// Limits of request bodies, in bytes.
const (
	MaxBody           = 1 << 20
	MaxAssessmentBody = 10 << 20
)

// longBodies are the operations whose bodies may be longer than MaxBody.
var longBodies = map[string]int64{"createAssessment": MaxAssessmentBody, "updateAssessment": MaxAssessmentBody, "createPledges": MaxAssessmentBody}

// Config is what an operator may choose.
type Config struct {
	// PublicRead lets everybody read public records without a key.
	PublicRead bool
	// Version is what the program says of itself.
	Version string
	// OIDC verifies the tokens of the identity provider; nil where none is trusted, and then no token is looked at.
	OIDC *oidc.Verifier
	// Proxies are the networks whose peers may say for whom they ask.
	Proxies []netip.Prefix
	// CORS says which web pages may call.
	CORS CORS
	// Limits bound what clients may take. Nothing is bounded where they are zero.
	Limits Limits
	// Cache is how many bytes of answers to anonymous readers are kept in memory; none if 0.
	Cache int64
	// QuestionTimeout is how long one question may take that is answered in one piece; for ever if 0.
	QuestionTimeout time.Duration
	// Imports takes in files; nil where there is no place for them, and then none are taken.
	Imports *intake.Desk
	// Webhooks tries webhooks; nil where none are sent.
	Webhooks *webhook.Courier
	// WriteTimeout is how long a client may take to read a piece of an answer; for ever if 0.
	WriteTimeout time.Duration
	// Ending is closed when the server is about to stop, so that answers end which would go on.
	Ending <-chan struct{}
	// Log takes one line per request and every failure of ours. Nothing is logged where it is nil.
	Log *slog.Logger
}

type server struct {
	svc *relief.Service
	cfg Config
	log *slog.Logger

	kept *kept // nil where nothing is kept
}

// New returns the whole REST API over a service.
func New(svc *relief.Service, cfg Config) http.Handler {
	s := &server{svc: svc, cfg: cfg, log: cfg.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if cfg.Cache > 0 {
		s.kept = newKept(cfg.Cache)
	}
	compress, err := gzhttp.NewWrapper(gzhttp.EnableZstd(true))
	if err != nil {
		panic(err) // the options above are constants
	}
	return paced(compress(s.engine()), cfg.WriteTimeout)
}

func (s *server) engine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.ForwardedByClientIP = false
	// A p-code may hold what an address must escape; open unescapes what the router has split.
	e.UseRawPath, e.UnescapePathValues = true, false
	if err := e.SetTrustedProxies(nil); err != nil {
		panic(err) // no proxy is no mistake
	}
	e.Use(s.observe, s.locate, headers, s.warnOfProxy(), crossOrigin(s.cfg.CORS), s.short, s.place)
	e.NoRoute(s.noRoute)
	e.NoMethod(s.noMethod)
	web.Mount(e)
	s.mountCompat(e)
	for _, r := range s.routes() {
		e.Handle(r.Method, r.Path, s.open(r))
		if r.Method == http.MethodGet {
			e.Handle(http.MethodHead, r.Path, s.open(r))
		}
	}
	return e
}

// open makes a gin handler of a route: who may, how often, how much, then the handler, whose error becomes a problem.
func (s *server) open(r Route) gin.HandlerFunc {
	rule := s.svc.Policy().Gate(r.OperationID)
	if rule.Access == policy.Closed {
		panic("httpapi: no rule says who may " + r.OperationID)
	}
	limit := int64(MaxBody)
	if longer, ok := longBodies[r.OperationID]; ok {
		limit = longer
	}
	take := s.withBody
	if r.OperationID == "createImport" {
		limit, take = s.longestUpload(), onDisk
	}
	work := func(c *gin.Context) error {
		if err := parameters(c); err != nil {
			return err
		}
		return s.bounded(c, r.OperationID, func(c *gin.Context) error { return take(c, limit, r.handle) })
	}
	return func(c *gin.Context) {
		err := s.metered(c, rule.Access == policy.Anybody, func() error { return s.admit(c, rule) })
		if err == nil {
			err = s.abreast(c)
		}
		if err == nil {
			err = s.recalled(c, work)
		}
		if err != nil {
			s.fail(c, err)
		}
	}
}
