package fts

import (
	"time"

	"github.com/konbit-aid/konbit/api"
)

// stamp writes a moment with milliseconds, as FTS does.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// midnight writes a day.
func midnight(d api.Date) string { return string(d) + "T00:00:00Z" }

func midnightMillis(d api.Date) string { return string(d) + "T00:00:00.000Z" }
