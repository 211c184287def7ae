package relief

import "github.com/konbit-aid/konbit/internal/store"

// WithoutLedger writes no entries, for the benchmark of what they cost.
func WithoutLedger() Option {
	return func(s *Service) { s.append = func(*store.Tx, ...store.Entry) error { return nil } }
}

// SetMostTouched changes how many lines a transaction works out itself, until the returned function is called.
func SetMostTouched(n int) (back func()) {
	before := mostTouched
	mostTouched = n
	return func() { mostTouched = before }
}
