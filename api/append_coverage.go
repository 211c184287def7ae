package api

import "strconv"

// AppendJSON appends the answer.
func (c Coverage) AppendJSON(b []byte) []byte {
	b = appendText(append(b, `{"crisis":`...), c.Crisis)
	b = appendOpt(append(b, `,"region":`...), c.Region)
	b = strconv.AppendInt(append(b, `,"level":`...), int64(c.Level), 10)
	b = appendOpt(append(b, `,"as_of":`...), Opt(c.AsOf))
	if c.KnownAt != "" {
		b = appendText(append(b, `,"known_at":`...), c.KnownAt)
	}
	b = appendText(append(b, `,"currency":`...), c.Currency)
	b = appendAll(append(b, `,"appeals":`...), c.Appeals, appendText[string])
	b = append(b, `,"data":`...)
	if c.Data == nil {
		b = append(b, "null"...)
	} else {
		b = append(b, '[')
		for i := range c.Data {
			if i > 0 {
				b = append(b, ',')
			}
			b = c.Data[i].append(b)
		}
		b = append(b, ']')
	}
	b = append(c.Unallocated.append(append(b, `,"unallocated":{`...)), '}')
	b = append(c.Shared.append(append(b, `,"shared":{`...)), '}')
	b = append(c.Beyond.append(append(b, `,"beyond":{`...)), '}')
	b = c.Totals.append(append(b, `,"totals":{`...))
	b = c.Totals.People.append(append(b, `,"people":`...))
	b = append(appendNumber(append(b, `,"population":`...), c.Totals.Population), '}')
	if r := c.Ranking; r != nil {
		b = appendText(append(b, `,"ranking":{"by":`...), r.By)
		b = append(appendText(append(b, `,"formula":`...), r.Formula), '}')
	}
	return append(appendOpt(append(b, `,"next":`...), c.Next), '}')
}

// append appends the row.
func (r *CoverageRow) append(b []byte) []byte {
	b = appendText(append(b, `{"region":{"pcode":`...), r.Region.Pcode)
	b = appendText(append(b, `,"name":`...), r.Region.Name)
	b = strconv.AppendInt(append(b, `,"level":`...), int64(r.Region.Level), 10)
	b = append(appendNumber(append(b, `,"population":`...), r.Region.Population), '}')
	b = appendText(append(b, `,"sector":`...), r.Sector)
	b = r.People.append(append(b, `,"people":`...))
	b = append(r.Money.append(append(b, `,"money":{`...)), '}')
	b = appendNumber(append(b, `,"access":{"severity":`...), r.Access.Severity)
	b = strconv.AppendInt(append(b, `,"count":`...), int64(r.Access.Count), 10)
	b = append(appendAll(append(b, `,"constraints":`...), r.Access.Constraints, appendText[string]), '}')
	b = append(appendNumber(append(b, `,"presence":{"organizations":`...), r.Presence.Organizations), '}')
	if r.UnmetPerPerson != nil {
		b = r.UnmetPerPerson.append(append(b, `,"unmet_per_person":`...))
	}
	return append(b, '}')
}

func (p CoveragePeople) append(b []byte) []byte {
	b = appendCounts(append(b, '{'), p.Affected, p.InNeed, p.Targeted, p.Reached, p.Severity)
	b = append(b, `,"basis":`...)
	if p.Basis == nil {
		b = append(b, "null"...)
	} else {
		b = appendText(b, *p.Basis)
	}
	b = appendNumber(append(b, `,"reporting":`...), p.Reporting)
	return append(appendNumber(append(b, `,"of":`...), p.Of), '}')
}

// append appends the members.
func (m CoverageMoney) append(b []byte) []byte {
	b = m.Required.append(append(b, `"required":`...))
	b = m.Announced.append(append(b, `,"announced":`...))
	b = m.Pledged.append(append(b, `,"pledged":`...))
	b = m.Committed.append(append(b, `,"committed":`...))
	b = m.Disbursed.append(append(b, `,"disbursed":`...))
	b = m.Gap.append(append(b, `,"gap":`...))
	b = m.PledgedPct.append(append(b, `,"pledged_pct":`...))
	return m.FundedPct.append(append(b, `,"funded_pct":`...))
}

func (c *Cents) append(b []byte) []byte {
	if c == nil {
		return append(b, "null"...)
	}
	return append(append(append(b, '"'), c.String()...), '"')
}

func (p *Percent) append(b []byte) []byte {
	if p == nil {
		return append(b, "null"...)
	}
	return append(b, FormatMinor(int64(*p), 1)...)
}

// appendNumber appends a number that may be null.
func appendNumber[T int | int64](b []byte, n *T) []byte {
	if n == nil {
		return append(b, "null"...)
	}
	return strconv.AppendInt(b, int64(*n), 10)
}
