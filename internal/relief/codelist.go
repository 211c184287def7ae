package relief

import (
	"slices"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// Sectors lists the built-in sectors.
func (s *Service) Sectors(f api.SectorFilter) (api.List[api.Sector], error) {
	return codes(api.Sectors, f.Page, func(x api.Sector) string { return string(x.Code) }, func(x api.Sector) bool {
		return (len(f.Code) == 0 || slices.Contains(f.Code, x.Code)) &&
			holds(f.Q, string(x.Code), string(x.Names.EN), string(x.Names.FR), string(x.Names.ES), string(x.Names.HT))
	})
}

// Sector finds a sector by its code, or returns [api.CodeNotFound].
func (s *Service) Sector(code string) (api.Sector, error) {
	x, ok := api.SectorOf(api.SectorCode(code))
	return found("sector", code, x, ok, nil)
}

// Currencies lists ISO 4217.
func (s *Service) Currencies(f api.CurrencyFilter) (api.List[api.CurrencyInfo], error) {
	return codes(api.Currencies(), f.Page, func(x api.CurrencyInfo) string { return string(x.Code) }, func(x api.CurrencyInfo) bool {
		return (len(f.Code) == 0 || slices.Contains(f.Code, x.Code)) && holds(f.Q, string(x.Code), x.Name)
	})
}

// Currency finds a currency by its code, or returns [api.CodeNotFound].
func (s *Service) Currency(code string) (api.CurrencyInfo, error) {
	for _, c := range api.Currencies() {
		if string(c.Code) == code {
			return c, nil
		}
	}
	return api.CurrencyInfo{}, api.NotFound("currency", code)
}

// codes pages a list that is held in memory, in the order of its codes. The
// cursor is the last code.
func codes[T any](all []T, p api.Page, code func(T) string, keep func(T) bool) (api.List[T], error) {
	list := api.List[T]{Data: []T{}}
	var total int64
	known := p.Cursor == ""
	for _, x := range all {
		if !keep(x) {
			continue
		}
		total++
		known = known || code(x) == p.Cursor
		switch {
		case code(x) <= p.Cursor:
		case len(list.Data) < p.Size():
			list.Data = append(list.Data, x)
		default:
			list.Next = api.Opt(code(list.Data[len(list.Data)-1]))
		}
	}
	if !known {
		return list, &api.Error{Code: api.CodeMalformed, Detail: "This cursor belongs to another list; follow next as it is given.",
			Fields: api.Fields{{Pointer: "cursor", Code: "bad_cursor", Detail: "There is no such place in this list."}}}
	}
	if p.Count {
		list.Total = &total
	}
	return list, nil
}

func holds(q string, texts ...string) bool {
	for _, t := range texts {
		if strings.Contains(strings.ToLower(t), strings.ToLower(q)) {
			return true
		}
	}
	return false
}
