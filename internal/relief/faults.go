package relief

import (
	"context"
	"errors"

	"github.com/konbit-aid/konbit/api"
)

type faultsKey struct{}

// WithFaults hands on what reading a request found wrong with it. The write is
// refused for that in any case, but only after its own checks have added what
// they find, so that a caller learns of all wrong fields at once.
func WithFaults(ctx context.Context, found *api.Error) context.Context {
	return context.WithValue(ctx, faultsKey{}, found)
}

// withFaults joins what reading the request found with the outcome of the write.
func withFaults(ctx context.Context, err error) error {
	found, _ := ctx.Value(faultsKey{}).(*api.Error)
	if found == nil {
		return err
	}
	all := append(api.Fields{}, found.Fields...)
	switch api.CodeOf(err) {
	case "", api.CodeConflict: // what the caller must mend first
	case api.CodeInvalid:
		e, _ := errors.AsType[*api.Error](err)
		for _, f := range e.Fields {
			if !found.Fields.Has(f.Pointer) {
				all = append(all, f)
			}
		}
	default:
		return err
	}
	joined, _ := errors.AsType[*api.Error](all.Err())
	joined.Code = found.Code
	return joined
}
