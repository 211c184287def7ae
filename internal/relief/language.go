package relief

import "context"

type languageKey struct{}

// WithLanguage sets the language of names in answers: en, fr, ht or es.
func WithLanguage(ctx context.Context, language string) context.Context {
	return context.WithValue(ctx, languageKey{}, language)
}

// language returns the language that names are asked for in.
func language(ctx context.Context) string {
	if l, ok := ctx.Value(languageKey{}).(string); ok {
		return l
	}
	return "en"
}
