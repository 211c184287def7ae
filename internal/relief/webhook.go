package relief

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// WithSecrets replaces the maker of secrets of webhooks, for tests that compare answers.
func WithSecrets(secret func() string) Option { return func(s *Service) { s.hookSecret = secret } }

// Webhooks lists the webhooks of the caller's organization; of all for the operator.
func (s *Service) Webhooks(ctx context.Context, caller api.Caller, f api.WebhookFilter) (api.List[api.Webhook], error) {
	if err := s.may(caller, "listWebhooks"); err != nil {
		return api.List[api.Webhook]{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.List[api.Webhook], error) { return tx.Hooks(s.home(caller, "listWebhooks"), f) })
}

// Webhook reads one webhook. Another organization's is as good as absent: [api.CodeNotFound].
func (s *Service) Webhook(ctx context.Context, caller api.Caller, id string) (api.Webhook, error) {
	if err := s.may(caller, "getWebhook"); err != nil {
		return api.Webhook{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.Webhook, error) {
		h, err := s.hookOf(tx, caller, "getWebhook", id)
		return h.Webhook, err
	})
}

// hookOf reads a webhook of the caller's organization; any other is not found.
func (s *Service) hookOf(tx *store.Tx, caller api.Caller, operation, id string) (store.Hook, error) {
	return byID("webhook", id, func(id string) (store.Hook, bool, error) {
		h, ok, err := tx.Hook(id)
		return h, ok && s.may(caller, operation, h.Organization) == nil, err
	})
}

// hookToChange is hookOf that keeps others from changing it.
func (w *work) hookToChange(operation, id string) (store.Hook, error) {
	h, err := byID("webhook", id, func(id string) (store.Hook, bool, error) {
		h, ok, err := w.HookToChange(id)
		return h, ok && w.may(operation, h.Organization) == nil, err
	})
	if err == nil && h.Status == api.WebhookRemoved {
		err = api.Errorf(api.CodeConflict, "The webhook was removed. Make a new one.")
	}
	return h, err
}

// Deliveries lists the attempts to deliver to a webhook, the newest first.
func (s *Service) Deliveries(ctx context.Context, caller api.Caller, id string, f api.WebhookDeliveryFilter) (api.List[api.WebhookDelivery], error) {
	if err := s.may(caller, "listWebhookDeliveries"); err != nil {
		return api.List[api.WebhookDelivery]{}, err
	}
	return read(ctx, s, func(tx *store.Tx) (api.List[api.WebhookDelivery], error) {
		if _, err := s.hookOf(tx, caller, "listWebhookDeliveries", id); err != nil {
			return api.List[api.WebhookDelivery]{}, err
		}
		return tx.Deliveries(id, f)
	})
}

// CreateWebhook asks for changes to be sent, from now on. Its secret is in this one answer. Codes: forbidden for another
// organization, invalid, conflict where there are too many.
func (s *Service) CreateWebhook(ctx context.Context, caller api.Caller, in api.WebhookInput, once *api.Once) (api.IssuedWebhook, error) {
	in = in.WithDefaults(caller)
	if err := s.may(caller, "createWebhook", in.Organization); err != nil {
		return api.IssuedWebhook{}, err
	}
	return s.issueHook(ctx, caller, once, func(w *work) (api.Webhook, string, error) {
		if err := w.checkHook(in); err != nil {
			return api.Webhook{}, "", err
		}
		n, err := w.CountHooks(in.Organization)
		if err != nil {
			return api.Webhook{}, "", err
		}
		if n >= api.MaxWebhooks {
			return api.Webhook{}, "", api.Errorf(api.CodeConflict, "%s has %d webhooks already. Remove one.", in.Organization, n)
		}
		size, err := w.Size()
		if err != nil {
			return api.Webhook{}, "", err
		}
		secret := w.s.hookSecret()
		sealed, err := w.s.peppers.seal(secret)
		if err != nil {
			return api.Webhook{}, "", err
		}
		h := store.Hook{Webhook: api.Webhook{ID: w.s.newID(), WebhookInput: in, Status: api.WebhookEnabled, Position: size, Meta: w.fresh()}, Secrets: []store.WebhookSecret{{Sealed: sealed}}}
		if err := w.AddHook(h); err != nil {
			return api.Webhook{}, "", err
		}
		return h.Webhook, secret, w.record("webhooks", h.ID, "create", "", nil, h.Webhook)
	})
}

// issueHook runs a write that makes a secret, which joins the answer only afterwards.
func (s *Service) issueHook(ctx context.Context, caller api.Caller, once *api.Once, fn func(*work) (api.Webhook, string, error)) (api.IssuedWebhook, error) {
	var secret string
	issued, err := write(ctx, s, caller, once, func(w *work) (out api.IssuedWebhook, err error) {
		out.Webhook, secret, err = fn(w)
		return out, err
	})
	if err == nil {
		issued.Secret = api.Opt(secret)
	}
	return issued, err
}

// checkHook finds what is wrong with an input.
func (w *work) checkHook(in api.WebhookInput) error {
	f := in.Validate()
	if err := w.knownOrganizations(&f, map[string]string{"/organization": in.Organization}); err != nil {
		return err
	}
	places, err := w.Places(in.Regions)
	if err != nil {
		return err
	}
	for i, r := range in.Regions {
		if _, ok := places[r]; !ok {
			f.Add("/regions/"+strconv.Itoa(i), "unknown_region", "There is no region %q; GET /v1/regions lists them.", r)
		}
	}
	return f.Err()
}

// UpdateWebhook changes what a webhook is told, or where. Codes: not_found, invalid, stale, conflict.
func (s *Service) UpdateWebhook(ctx context.Context, caller api.Caller, id string, version int64, p api.Patch) (api.Webhook, error) {
	if err := s.may(caller, "updateWebhook"); err != nil {
		return api.Webhook{}, err
	}
	return write(ctx, s, caller, nil, func(w *work) (api.Webhook, error) {
		before, err := w.hookToChange("updateWebhook", id)
		if err != nil {
			return api.Webhook{}, err
		}
		if err := checkVersion(version, before.Version); err != nil {
			return api.Webhook{}, err
		}
		in := before.WebhookInput
		if err := p.Apply(&in); err != nil {
			return api.Webhook{}, err
		}
		in = in.WithDefaults(caller)
		f := in.Validate()
		if in.Organization != before.Organization {
			f.Add("/organization", "fixed", "A webhook stays with its organization.")
		}
		if err := f.Err(); err != nil {
			return api.Webhook{}, err
		}
		if err := w.checkHook(in); err != nil {
			return api.Webhook{}, err
		}
		after := before
		after.WebhookInput, after.Meta = in, w.next(before.Meta)
		if in.URL != before.URL {
			if err := w.ResetHook(id); err != nil {
				return api.Webhook{}, err
			}
		}
		return w.replaceHook(before, after, "update", "")
	})
}

func (w *work) replaceHook(before, after store.Hook, action, reason string) (api.Webhook, error) {
	if err := w.ReplaceHook(after, before.Version); err != nil {
		return api.Webhook{}, err
	}
	if err := w.record("webhooks", after.ID, action, reason, before.Webhook, after.Webhook); err != nil {
		return api.Webhook{}, err
	}
	now, _, err := w.Hook(after.ID)
	return now.Webhook, err
}

// TransitionWebhook enables, disables or removes a webhook. Codes: not_found, invalid, conflict.
func (s *Service) TransitionWebhook(ctx context.Context, caller api.Caller, id string, t api.Transition, once *api.Once) (api.Webhook, error) {
	if err := s.may(caller, "transitionWebhook"); err != nil {
		return api.Webhook{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Webhook, error) {
		before, err := w.hookToChange("transitionWebhook", id)
		if err != nil {
			return api.Webhook{}, err
		}
		f := t.Validate()
		to := api.WebhookStatus(t.To)
		if t.To != "" && !slices.Contains(api.WebhookStatuses, to) {
			f.Add("/to", "unknown_value", "A webhook moves to enabled, disabled or removed.")
		}
		if t.On != "" && !f.Has("/on") {
			f.Add("/on", "unexpected", "It moves at once; leave this out.")
		}
		if err := f.Err(); err != nil {
			return api.Webhook{}, err
		}
		if to == before.Status {
			return api.Webhook{}, api.Errorf(api.CodeConflict, "The webhook is %s.", to)
		}
		after := before
		after.Status, after.Reason, after.Meta = to, api.Opt(t.Reason), w.next(before.Meta)
		if to == api.WebhookEnabled {
			after.Reason = ""
			if err := w.ResetHook(id); err != nil {
				return api.Webhook{}, err
			}
		}
		if to == api.WebhookRemoved {
			after.Secrets = nil
		}
		return w.replaceHook(before, after, t.To, t.Reason)
	})
}

// RotateWebhook gives a webhook a new secret; messages are signed with the old one, too, for the overlap. Codes: not_found, invalid, conflict.
func (s *Service) RotateWebhook(ctx context.Context, caller api.Caller, id string, in api.WebhookRotation, once *api.Once) (api.IssuedWebhook, error) {
	if err := s.may(caller, "rotateWebhook"); err != nil {
		return api.IssuedWebhook{}, err
	}
	in = in.WithDefaults()
	return s.issueHook(ctx, caller, once, func(w *work) (api.Webhook, string, error) {
		before, err := w.hookToChange("rotateWebhook", id)
		if err != nil {
			return api.Webhook{}, "", err
		}
		if err := in.Validate().Err(); err != nil {
			return api.Webhook{}, "", err
		}
		secret := w.s.hookSecret()
		sealed, err := w.s.peppers.seal(secret)
		if err != nil {
			return api.Webhook{}, "", err
		}
		after := before
		after.Meta, after.Secrets = w.next(before.Meta), []store.WebhookSecret{{Sealed: sealed}}
		ends := w.at.Add(time.Duration(*in.OverlapHours) * time.Hour)
		for _, old := range before.Secrets {
			if old.Ends == nil || old.Ends.After(ends) {
				old.Ends = &ends
			}
			if old.Ends.After(w.at) && len(after.Secrets) < mostSecrets {
				after.Secrets = append(after.Secrets, old)
			}
		}
		now, err := w.replaceHook(before, after, "rotate", "")
		return now, secret, err
	})
}

// mostSecrets is with how many secrets a message is signed at most.
const mostSecrets = 3

// ReplayWebhook asks for entries to be sent again, before what is new. Codes: not_found, invalid, conflict.
func (s *Service) ReplayWebhook(ctx context.Context, caller api.Caller, id string, in api.WebhookReplay, once *api.Once) (api.Webhook, error) {
	if err := s.may(caller, "replayWebhook"); err != nil {
		return api.Webhook{}, err
	}
	return write(ctx, s, caller, once, func(w *work) (api.Webhook, error) {
		h, err := w.hookToChange("replayWebhook", id)
		if err != nil {
			return api.Webhook{}, err
		}
		f := in.Validate()
		if in.To == 0 {
			in.To = h.Position
		}
		if len(f) == 0 && (in.To > h.Position || in.From > in.To) {
			f.Add("/to", "out_of_range", "Up to %d was delivered so far; what comes after is sent anyway.", h.Position)
		}
		if err := f.Err(); err != nil {
			return api.Webhook{}, err
		}
		if h.Status != api.WebhookEnabled {
			return api.Webhook{}, api.Errorf(api.CodeConflict, "The webhook is %s. Enable it first.", h.Status)
		}
		if err := w.AskReplay(id, in.From, in.To); err != nil {
			return api.Webhook{}, err
		}
		now, _, err := w.Hook(id)
		if err != nil {
			return api.Webhook{}, err
		}
		return now.Webhook, w.record("webhooks", id, "replay", "", nil, in)
	})
}
