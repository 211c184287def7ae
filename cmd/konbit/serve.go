package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/konbit-aid/konbit/internal/config"
	"github.com/konbit-aid/konbit/internal/httpapi"
	"github.com/konbit-aid/konbit/internal/intake"
	"github.com/konbit-aid/konbit/internal/oidc"
	"github.com/konbit-aid/konbit/internal/relief"
	"github.com/konbit-aid/konbit/internal/webhook"
)

var serve = command{
	name:  "serve",
	args:  "[--demo]",
	short: "answer requests until SIGINT or SIGTERM",
	long: `Brings the schema up to date, prints the address and answers requests. At SIGINT or SIGTERM it takes no new ones and
finishes those that are running.

With --demo an empty database is filled with Haiti, and a key to try is printed. Without a database URL the demo has a
database of its own, which is removed at the end.`,
	groups: config.Groups,
	bind:   func(*flag.FlagSet) action { return serveUntilDone },
}

func serveUntilDone(ctx context.Context, a *app, _ []string) (err error) {
	listener, err := net.Listen("tcp", a.config.Addr)
	if err != nil {
		return err
	}
	defer listener.Close() // http.Server closes it first; this is for the ways out before that
	clean, err := a.demoDatabase()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, clean()) }()
	st, err := a.openCurrent(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := a.ledgerKey(st.Engine()); err != nil {
		return err
	}
	svc := a.service(st)
	a.warnOfNoPepper(st.Engine())
	base := "http://" + dialable(listener.Addr().String())
	if err := a.welcome(ctx, svc, base); err != nil {
		return err
	}
	if err := svc.SignHead(ctx); err != nil {
		return err
	}
	defer background(func(ctx context.Context) {
		svc.Sealing(ctx, func(err error) { a.logger().Warn("the ledger is not sealed for now", "error", err) })
	})()
	defer background(func(ctx context.Context) {
		svc.KeepingCells(ctx, func(err error) { a.logger().Warn("coverage is slower for now", "error", err) })
	})()
	defer a.purgeHourly(svc)()
	defer a.saveUses(svc)()
	bounds := limits(a.config)
	defer a.shareRates(st, bounds)()
	desk, stop := a.imports(svc)
	defer stop()
	courier, stopSending := a.webhooks(svc)
	defer stopSending()
	defer runtime.KeepAlive(ballast)
	lines := &logWriter{to: a.stderr}
	defer func() { err = errors.Join(err, lines.Close()) }()
	return a.answer(ctx, listener, httpapi.New(svc, httpapi.Config{
		PublicRead: a.config.PublicRead, Version: versionText(), Log: slog.New(prompt{a.handler(lines), lines}), OIDC: a.provider(),
		Proxies: a.config.TrustedProxies, CORS: httpapi.CORS{Read: a.config.CORSRead, Write: a.config.CORSWrite},
		Limits: bounds, Imports: desk, Cache: int64(a.config.Cache) << 20, WriteTimeout: a.config.WriteTimeout,
		QuestionTimeout: a.config.QuestionTimeout, Ending: ctx.Done(), Webhooks: courier,
	}))
}

// imports takes in files and works on them until stop is called, which waits for
// the present one to be given back. Without a place for them none are taken.
func (a *app) imports(svc *relief.Service) (desk *intake.Desk, stop func()) {
	dir := a.config.ImportDir
	if dir == "" {
		dir = filepath.Join(os.TempDir(), "konbit-imports")
	}
	desk, err := intake.Open(svc, intake.Config{Dir: dir, Private: a.config.ImportDir == "", Each: int64(a.config.ImportMax) << 20, All: int64(a.config.ImportSpool) << 20, Log: a.logger()})
	if err != nil {
		a.say("Files cannot be sent to be imported: %v. KONBIT_IMPORT_DIR names another directory.", err)
		return nil, func() {}
	}
	return desk, background(desk.Work)
}

// webhooks sends them until stop is called, which waits for those under way; none where the settings say so.
func (a *app) webhooks(svc *relief.Service) (courier *webhook.Courier, stop func()) {
	if !a.config.Webhooks {
		return nil, func() {}
	}
	courier = webhook.NewCourier(svc, webhook.NewSender(webhook.Guard{Allow: a.config.WebhookAllow}).Send, a.logger())
	return courier, background(courier.Work)
}

// provider verifies the tokens of the identity provider that the settings name; nil for none.
func (a *app) provider() *oidc.Verifier {
	if a.config.OIDCIssuer == "" {
		return nil
	}
	return oidc.New(oidc.Config{Issuer: a.config.OIDCIssuer, Audience: a.config.OIDCAudience})
}

// warnOfNoPepper says what is missing where a database is more than a demo to try.
func (a *app) warnOfNoPepper(engine string) {
	if a.config.KeyPepper != "" || a.config.Demo && engine == "sqlite" {
		return
	}
	a.say("KONBIT_KEY_PEPPER is not set, so the digests of keys hold nothing that is not in the database. Make a secret once,\n" +
		"  openssl rand -hex 32 > key_pepper\n" +
		"and name it, for this and every other konbit command on this database: KONBIT_KEY_PEPPER_FILE=key_pepper\n" +
		"Keys that there are work on. docs/keys.md says more.")
}

// logger writes to stderr as the settings say.
func (a *app) logger() *slog.Logger { return slog.New(a.handler(a.stderr)) }

// handler writes lines as the settings say.
func (a *app) handler(to io.Writer) slog.Handler {
	options := &slog.HandlerOptions{Level: a.config.LogLevel}
	if a.config.LogFormat == "json" {
		return slog.NewJSONHandler(to, options)
	}
	return slog.NewTextHandler(to, options)
}

// answer serves until ctx is done, then lets the running requests finish.
func (a *app) answer(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: a.config.ReadHeaderTimeout,
		ReadTimeout:       a.config.ReadTimeout,
		WriteTimeout:      a.config.WriteTimeout, // the handler renews it for each piece
		IdleTimeout:       a.config.IdleTimeout,
		MaxHeaderBytes:    httpapi.MaxHead,
		ErrorLog:          slog.NewLogLogger(a.logger().Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(gather(server, listener)) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	a.say("Stopping: running requests have %s to finish.", a.config.ShutdownTimeout)
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.config.ShutdownTimeout)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		return errors.Join(fmt.Errorf("some requests took longer than %s and were cut off", a.config.ShutdownTimeout), server.Close())
	}
	return nil
}

// saveUses notes every minute when keys were last used, until the function it returns is called; then once more.
func (a *app) saveUses(svc *relief.Service) (stop func()) {
	end, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		minute := time.NewTicker(relief.UsesEvery)
		defer minute.Stop()
		for last := false; !last; {
			select {
			case <-minute.C:
			case <-end:
				last = true
			}
			if err := svc.SaveUses(context.Background()); err != nil {
				a.logger().Warn("when keys were last used is not noted for now", "error", err)
			}
		}
	}()
	return func() {
		close(end)
		<-done
	}
}

// keepIdempotency is how long the answers to Idempotency-Keys are kept.
const keepIdempotency = 24 * time.Hour

// purgeHourly forgets old idempotency keys now and every hour, until the function it returns is called.
func (a *app) purgeHourly(svc *relief.Service) (stop func()) {
	return background(func(ctx context.Context) {
		hour := time.NewTicker(time.Hour)
		defer hour.Stop()
		for {
			if _, err := svc.PurgeIdempotency(ctx, keepIdempotency); err != nil && ctx.Err() == nil {
				a.logger().Warn("old idempotency keys stay for now", "error", err)
			}
			select {
			case <-hour.C:
			case <-ctx.Done():
				return
			}
		}
	})
}
