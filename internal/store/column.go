package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"github.com/konbit-aid/konbit/api"
)

// opt is a text column that may be NULL: "" in Go.
type opt string

// Value writes NULL for "".
func (o opt) Value() (driver.Value, error) {
	if o == "" {
		return nil, nil
	}
	return string(o), nil
}

// Scan reads NULL as "".
func (o *opt) Scan(v any) error {
	switch t := v.(type) {
	case nil:
		*o = ""
	case string:
		*o = opt(t)
	case []byte:
		*o = opt(t)
	default:
		return fmt.Errorf("cannot read %T as text", v)
	}
	return nil
}

// day is a date column: "2006-01-02", or "" for NULL.
type day string

// Value writes NULL for "".
func (d day) Value() (driver.Value, error) { return opt(d).Value() }

// Scan reads PostgreSQL's dates and SQLite's texts.
func (d *day) Scan(v any) error {
	if t, ok := v.(time.Time); ok {
		*d = day(t.Format(time.DateOnly))
		return nil
	}
	return (*opt)(d).Scan(v)
}

// instant is a moment in UTC, kept to the microsecond on every engine.
type instant struct{ time.Time }

const instantForm = "2006-01-02T15:04:05.000000Z"

// Value writes a text of fixed width, which sorts as time does.
func (i instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.UTC().Format(instantForm), nil
}

// Scan reads PostgreSQL's moments and SQLite's texts.
func (i *instant) Scan(v any) error {
	switch t := v.(type) {
	case nil:
		*i = instant{}
	case time.Time:
		*i = instant{t.UTC()}
	case string:
		parsed, err := time.Parse(instantForm, t)
		*i = instant{parsed}
		if err == nil && parsed.Format(instantForm) != t { // Parse also takes a comma
			err = fmt.Errorf("%q is not how a moment is kept", t)
		}
		return err
	default:
		return fmt.Errorf("cannot read %T as a moment", v)
	}
	return nil
}

func (i instant) pointer() *time.Time {
	if i.IsZero() {
		return nil
	}
	t := i.Time
	return &t
}

func instantOf(t *time.Time) instant {
	if t == nil {
		return instant{}
	}
	return instant{*t}
}

// Stamp is exported for GORM alone: it passes over embedded types that are not. It is what every table has beside its own columns.
type Stamp struct {
	Version   int64   `gorm:"column:version"`
	CreatedAt instant `gorm:"column:created_at;autoCreateTime:false"`
	UpdatedAt instant `gorm:"column:updated_at;autoUpdateTime:false"`
}

func stampOf(m api.Meta) Stamp { return Stamp{m.Version, instant{m.CreatedAt}, instant{m.UpdatedAt}} }
func (s Stamp) meta() api.Meta {
	return api.Meta{Version: s.Version, CreatedAt: s.CreatedAt.Time, UpdatedAt: s.UpdatedAt.Time}
}

// sources is a column with the sources as JSON text.
type sources []api.Source

// Value writes the JSON.
func (s sources) Value() (driver.Value, error) {
	if s == nil {
		return "[]", nil
	}
	b, err := json.Marshal([]api.Source(s))
	return string(b), err
}

// Scan reads the JSON.
func (s *sources) Scan(v any) error {
	var text opt
	if err := text.Scan(v); err != nil {
		return err
	}
	if all, ok := ownSources(string(text)); ok {
		*s = all
		return nil
	}
	return json.Unmarshal([]byte(text), (*[]api.Source)(s))
}

// money joins a nullable amount with its currency.
func money(minor *int64, currency opt) *api.Money {
	if minor == nil {
		return nil
	}
	return &api.Money{Minor: *minor, Currency: api.Currency(currency)}
}

func minorOf(m *api.Money) *int64 {
	if m == nil {
		return nil
	}
	return &m.Minor
}

func currencyOf(m *api.Money) opt {
	if m == nil {
		return ""
	}
	return opt(m.Currency)
}

// as converts between pointers to integers of different types.
func as[To, From ~int64](p *From) *To {
	if p == nil {
		return nil
	}
	n := To(*p)
	return &n
}
