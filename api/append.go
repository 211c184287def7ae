package api

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"
)

// Lists of pledges and coverage are what is asked for most, and half of the time went into finding out how each of their fields is
// written; imports write a million need lines. So these write themselves. encoding/json says what is right:
// TestRecordsWriteThemselvesAsEncodingJSONDoes.

// Appender is a value that writes itself as [json.Encoder] does with SetEscapeHTML(false), but for the line break at the end.
type Appender interface{ AppendJSON(b []byte) []byte }

// Marshal is [json.Marshal], sooner for a value that writes itself.
func Marshal(v any) ([]byte, error) {
	if a, ok := v.(Appender); ok {
		// What HTML could take for its own json.Marshal writes in another way.
		if b := a.AppendJSON(nil); !bytes.ContainsAny(b, "<>&") {
			return b, nil
		}
	}
	return json.Marshal(v)
}

// AppendJSON appends the page. ok is false where its records do not write themselves; then nothing is appended.
func (l List[T]) AppendJSON(b []byte) (out []byte, ok bool) {
	var none T
	if _, ok := any(none).(Appender); !ok || l.Data == nil {
		return b, false
	}
	b = append(b, `{"data":[`...)
	for i := range l.Data {
		if i > 0 {
			b = append(b, ',')
		}
		record, _ := any(&l.Data[i]).(Appender) // a pointer is no copy
		b = record.AppendJSON(b)
	}
	b = appendOpt(append(b, `],"next":`...), l.Next)
	if l.Total != nil {
		b = strconv.AppendInt(append(b, `,"total":`...), *l.Total, 10)
	}
	return append(b, '}'), true
}

// AppendJSON appends the pledge.
func (p Pledge) AppendJSON(b []byte) []byte {
	b = appendText(append(b, `{"id":`...), p.ID)
	b = p.appendInput(append(b, ','))
	b = appendText(append(b, `,"status":`...), string(p.Status))
	b = appendOpt(append(b, `,"firm_on":`...), Opt(p.FirmOn))
	b = appendOpt(append(b, `,"cancelled_on":`...), Opt(p.CancelledOn))
	b = p.Committed.append(append(b, `,"committed":`...))
	b = p.Disbursed.append(append(b, `,"disbursed":`...))
	b = p.Unallocated.append(append(b, `,"unallocated":`...))
	return append(p.appendMeta(b), '}')
}

// appendInput appends the members of the input.
func (in PledgeInput) appendInput(b []byte) []byte {
	b = appendOpt(append(b, `"reference":`...), in.Reference)
	b = appendText(append(b, `,"crisis":`...), in.Crisis)
	b = appendOpt(append(b, `,"appeal":`...), in.Appeal)
	b = appendText(append(b, `,"donor":`...), in.Donor)
	b = appendOpt(append(b, `,"recipient":`...), in.Recipient)
	b = appendText(append(b, `,"title":`...), in.Title)
	b = appendText(append(b, `,"kind":`...), string(in.Kind))
	b = appendText(append(b, `,"stage":`...), string(in.Stage))
	b = in.Amount.append(append(b, `,"amount":`...))
	b = in.AmountUSD.append(append(b, `,"amount_usd":`...))
	b = append(b, `,"rate":`...)
	if r := in.Rate; r == nil {
		b = append(b, "null"...)
	} else {
		b = appendText(append(b, `{"rate":`...), string(r.Rate))
		b = appendOpt(append(b, `,"date":`...), Opt(r.Date))
		b = append(appendText(append(b, `,"source":`...), r.Source), '}')
	}
	b = appendOpt(append(b, `,"pledged_on":`...), Opt(in.PledgedOn))
	b = appendOpt(append(b, `,"expires_on":`...), Opt(in.ExpiresOn))
	b = appendOpt(append(b, `,"earmarking":`...), in.Earmarking)
	b = appendOpt(append(b, `,"parent":`...), in.Parent)
	b = append(b, `,"new_money":`...)
	if in.NewMoney == nil {
		b = append(b, "null"...)
	} else {
		b = strconv.AppendBool(b, *in.NewMoney)
	}
	b = appendAll(append(b, `,"allocations":`...), in.Allocations, func(b []byte, a Allocation) []byte {
		b = appendText(append(b, `{"region":`...), a.Region)
		b = appendText(append(b, `,"sector":`...), string(a.Sector))
		return append(a.Amount.append(append(b, `,"amount":`...)), '}')
	})
	b = append(b, `,"destination":`...)
	if d := in.Destination; d == nil {
		b = append(b, "null"...)
	} else {
		b = appendAll(append(b, `{"regions":`...), d.Regions, appendText[string])
		b = append(appendAll(append(b, `,"sectors":`...), d.Sectors, appendText[SectorCode]), '}')
	}
	return appendAll(append(b, `,"sources":`...), in.Sources, appendSource)
}

func appendSource(b []byte, s Source) []byte {
	b = appendText(append(b, `{"publisher":`...), s.Publisher)
	b = appendText(append(b, `,"title":`...), s.Title)
	b = appendOpt(append(b, `,"url":`...), s.URL)
	b = appendOpt(append(b, `,"published_on":`...), Opt(s.PublishedOn))
	b = appendOpt(append(b, `,"reliability":`...), s.Reliability)
	b = strconv.AppendInt(append(b, `,"credibility":`...), int64(s.Credibility), 10)
	return append(appendOpt(append(b, `,"quote":`...), s.Quote), '}')
}

func (m Money) append(b []byte) []byte {
	b = append(append(b, `{"amount":"`...), FormatMinor(m.Minor, m.Currency.Digits())...)
	return append(appendOwn(append(b, `","currency":`...), string(m.Currency)), '}')
}

func appendAll[T any](b []byte, all []T, one func([]byte, T) []byte) []byte {
	if all == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i, v := range all {
		if i > 0 {
			b = append(b, ',')
		}
		b = one(b, v)
	}
	return append(b, ']')
}

// appendOpt appends a text that may be null.
func appendOpt(b []byte, o Opt) []byte {
	if o == "" {
		return append(b, "null"...)
	}
	return appendOwn(b, string(o))
}

// appendText appends a text as the encoder writes it.
func appendText[T ~string](b []byte, s T) []byte {
	if plainText(string(s), false) {
		return append(append(append(b, '"'), s...), '"')
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(string(s)) // there is a word for every text
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}

// appendOwn appends a text as MarshalJSON of its type writes it, which escapes what HTML could take for its own.
func appendOwn(b []byte, s string) []byte {
	if plainText(s, true) {
		return append(append(append(b, '"'), s...), '"')
	}
	text, _ := json.Marshal(s)
	return append(b, text...)
}

// plainText tells whether a text stands in JSON as it is.
func plainText(s string, html bool) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < ' ' || c == '"' || c == '\\' || html && (c == '<' || c == '>' || c == '&') {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || r == '\u2028' || r == '\u2029' {
			return false
		}
		i += n
	}
	return true
}

func appendTime(b []byte, t time.Time) []byte {
	return append(t.AppendFormat(append(b, '"'), time.RFC3339Nano), '"')
}
