package webhook

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

// atOnce is how many webhooks a courier sends to at a time.
const atOnce = 8

// lookEvery is how often a courier looks for what is due although nothing was sealed.
const lookEvery = time.Second

// Send makes one attempt to deliver a message: [Sender.Send], but in tests.
type Send func(ctx context.Context, url string, m Message) Outcome

// Courier delivers. Any number of them may work on one database.
type Courier struct {
	svc    *relief.Service
	post   Send
	log    *slog.Logger
	name   string
	random func() float64

	mu      sync.Mutex
	working map[string]bool
}

// NewCourier makes a courier.
func NewCourier(svc *relief.Service, send Send, log *slog.Logger) *Courier {
	return &Courier{svc: svc, post: send, log: log, name: uuid.NewString(), random: rand.Float64, working: map[string]bool{}}
}

// Work delivers until ctx is done. Messages under way are then given up, and sent again by whoever comes next.
func (c *Courier) Work(ctx context.Context) {
	var all sync.WaitGroup
	defer all.Wait()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	hour := time.NewTicker(time.Hour)
	defer hour.Stop()
	for {
		sealed := c.svc.Sealed()
		due, err := c.svc.DueWebhooks(ctx, 4*atOnce)
		if err != nil && ctx.Err() == nil {
			c.log.Warn("webhooks wait for now", "error", err)
		}
		for _, id := range due {
			if c.take(id) {
				all.Go(func() {
					defer c.drop(id)
					c.serve(ctx, id)
				})
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-sealed:
		case <-tick.C:
		case <-hour.C:
			if err := c.svc.PurgeDeliveries(ctx); err != nil && ctx.Err() == nil {
				c.log.Warn("old deliveries stay for now", "error", err)
			}
		}
	}
}

// take notes that a webhook is worked on; false where it is already, or as many are as may be.
func (c *Courier) take(id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.working[id] || len(c.working) >= atOnce {
		return false
	}
	c.working[id] = true
	return true
}

func (c *Courier) drop(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.working, id)
}

// serve sends to one webhook, one message after the other, for as long as there are any and each is taken.
func (c *Courier) serve(ctx context.Context, id string) {
	task, ok, err := c.svc.TakeWebhook(ctx, id, c.name)
	if err != nil && ctx.Err() == nil {
		c.log.Warn("a webhook waits for now", "webhook", id, "error", err)
	}
	if ok {
		if err := c.deliver(ctx, &task); err != nil && ctx.Err() == nil {
			c.log.Warn("a webhook waits for now", "webhook", id, "error", err)
		}
	}
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := c.svc.LeaveWebhook(after, id, c.name); err != nil {
		c.log.Warn("a webhook waits until its lease ends", "webhook", id, "error", err)
	}
}

// deliver sends what there is.
func (c *Courier) deliver(ctx context.Context, task *relief.HookTask) error {
	for ctx.Err() == nil {
		messages, last, err := c.svc.NextMessages(ctx, *task)
		if err != nil {
			return err
		}
		replaying := task.ReplayFrom != nil
		for _, m := range messages {
			held, err := c.svc.HoldWebhook(ctx, task.ID, c.name)
			if err != nil || !held {
				return err
			}
			if more, err := c.attempt(ctx, task, m); err != nil || !more {
				return err
			}
		}
		switch {
		case replaying && task.ReplayFrom == nil:
			continue // over: on to what is new
		case !replaying && last == task.Position:
			return nil
		}
		if held, err := c.svc.Passed(ctx, task, last); err != nil || !held {
			return err
		}
	}
	return nil
}

// attempt sends one message; more is true where it was taken and the next may follow.
func (c *Courier) attempt(ctx context.Context, task *relief.HookTask, m relief.HookMessage) (more bool, err error) {
	d, o := c.send(ctx, *task, m)
	if ctx.Err() != nil {
		return false, nil // whether it was taken nobody knows; it is sent again
	}
	held, err := c.svc.Delivered(ctx, task, m, d, Wait(task.Failures+1, c.random()))
	if err != nil || o.Taken() {
		return held && err == nil, err
	}
	switch {
	case o.Gone():
		c.disable(ctx, *task, "It answers 410: it wants no more.")
	case task.FailingSince != nil && c.svc.Clock().Sub(*task.FailingSince) >= GiveUpAfter:
		c.disable(ctx, *task, "It has not taken a message for three days. The last time: "+o.Error)
	}
	return false, nil
}

// send makes one attempt, and says what became of it.
func (c *Courier) send(ctx context.Context, task relief.HookTask, m relief.HookMessage) (api.WebhookDelivery, Outcome) {
	at := c.svc.Clock()
	o := c.post(ctx, task.URL, Message{ID: m.ID, At: at, Body: m.Body, Secrets: task.Secrets})
	d := api.WebhookDelivery{At: at, Delivered: o.Taken(), Error: api.Opt(o.Error), Milliseconds: o.Took.Milliseconds()}
	if o.Status > 0 {
		d.StatusCode = &o.Status
	}
	return d, o
}

// disable ends a webhook that is dead, and tells the others of its organization, once each.
func (c *Courier) disable(ctx context.Context, task relief.HookTask, why string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*Timeout) // the server may stop meanwhile
	defer cancel()
	c.log.Warn("a webhook is disabled", "webhook", task.ID, "organization", task.Organization, "reason", why)
	others, notice, err := c.svc.DisableWebhook(ctx, task.ID, why)
	if err != nil {
		c.log.Warn("a webhook could not be disabled", "webhook", task.ID, "error", err)
		return
	}
	for _, other := range others {
		d, _ := c.send(ctx, other, notice)
		if _, err := c.svc.NoteOutside(ctx, api.System, other, notice, d, nil); err != nil {
			c.log.Warn("a notice is not noted", "webhook", other.ID, "error", err)
		}
	}
}

// Ping sends a message that says nothing, at once, and says what became of it.
func (c *Courier) Ping(ctx context.Context, caller api.Caller, id string, once *api.Once) (api.WebhookDelivery, error) {
	task, m, done, err := c.svc.Ping(ctx, caller, id, once)
	if err != nil || done != nil {
		return deref(done), err
	}
	d, _ := c.send(ctx, task, m)
	return c.svc.NoteOutside(ctx, caller, task, m, d, once)
}

func deref(d *api.WebhookDelivery) api.WebhookDelivery {
	if d == nil {
		return api.WebhookDelivery{}
	}
	return *d
}
