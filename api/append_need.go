package api

import (
	"slices"
	"strconv"
)

// AppendJSON appends the need line.
func (n Need) AppendJSON(b []byte) []byte {
	b = appendText(append(b, `{"id":`...), n.ID)
	b = appendText(append(b, `,"assessment":`...), n.Assessment)
	b = appendText(append(b, `,"crisis":`...), n.Crisis)
	b = n.appendInput(append(b, ','))
	b = n.RequiredUSD.append(append(b, `,"required_usd":`...))
	if n.Chosen != nil {
		b = strconv.AppendBool(append(b, `,"chosen":`...), *n.Chosen)
	}
	if v := n.ChosenBecause; v != nil {
		b = appendText(append(b, `,"chosen_because":{"code":`...), v.Code)
		b = append(appendText(append(b, `,"detail":`...), v.Detail), '}')
	}
	if len(n.Sources) > 0 {
		b = appendAll(append(b, `,"sources":`...), n.Sources, appendSource)
	}
	return append(n.appendMeta(b), '}')
}

// appendInput appends the members of the input.
func (in NeedInput) appendInput(b []byte) []byte {
	b = appendText(append(b, `"region":`...), in.Region)
	b = appendText(append(b, `,"sector":`...), string(in.Sector))
	b = appendText(append(b, `,"group":`...), in.Group)
	b = appendText(append(b, `,"sex":`...), in.Sex)
	b = appendText(append(b, `,"age":`...), in.Age)
	b = appendCounts(append(b, ','), in.Affected, in.InNeed, in.Targeted, in.Reached, in.Severity)
	b = append(b, `,"required":`...)
	if in.Required == nil {
		return append(b, "null"...)
	}
	return in.Required.append(b)
}

// appendCounts appends the members by which need lines and coverage count people.
func appendCounts(b []byte, affected, inNeed, targeted, reached *People, severity *int) []byte {
	b = affected.append(append(b, `"affected":`...))
	b = inNeed.append(append(b, `,"in_need":`...))
	b = targeted.append(append(b, `,"targeted":`...))
	b = reached.append(append(b, `,"reached":`...))
	return appendNumber(append(b, `,"severity":`...), severity)
}

func (p *People) append(b []byte) []byte {
	switch {
	case p == nil:
		return append(b, "null"...)
	case *p == Suppressed:
		return append(b, `{"suppressed":true}`...)
	}
	return strconv.AppendInt(b, int64(*p), 10)
}

func (p Period) append(b []byte) []byte {
	b = appendOpt(append(b, `{"from":`...), Opt(p.From))
	return append(appendOpt(append(b, `,"to":`...), Opt(p.To)), '}')
}

// appendMeta appends the members that every record has.
func (m Meta) appendMeta(b []byte) []byte {
	b = strconv.AppendInt(append(b, `,"version":`...), m.Version, 10)
	b = appendTime(append(b, `,"created_at":`...), m.CreatedAt)
	return appendTime(append(b, `,"updated_at":`...), m.UpdatedAt)
}

// AppendJSON appends the assessment.
func (a Assessment) AppendJSON(b []byte) []byte {
	b = slices.Grow(b, 1000+450*len(a.Needs)) // about
	b = appendText(append(b, `{"id":`...), a.ID)
	b = appendText(append(b, `,"crisis":`...), a.Crisis)
	b = appendText(append(b, `,"organization":`...), a.Organization)
	b = appendText(append(b, `,"title":`...), a.Title)
	b = appendText(append(b, `,"method":`...), string(a.Method))
	b = a.Period.append(append(b, `,"period":`...))
	b = appendOpt(append(b, `,"published_on":`...), Opt(a.PublishedOn))
	b = appendText(append(b, `,"sensitivity":`...), string(a.Sensitivity))
	b = appendText(append(b, `,"status":`...), string(a.Status))
	b = appendAll(append(b, `,"sources":`...), a.Sources, appendSource)
	b = strconv.AppendInt(append(b, `,"need_count":`...), int64(a.NeedCount), 10)
	if len(a.Needs) > 0 {
		b = appendAll(append(b, `,"needs":`...), a.Needs, func(b []byte, n Need) []byte { return n.AppendJSON(b) })
	}
	b = appendOpt(append(b, `,"withdrawn_on":`...), Opt(a.WithdrawnOn))
	return append(a.appendMeta(b), '}')
}

// AppendJSON appends the assessment as it is recorded.
func (in AssessmentInput) AppendJSON(b []byte) []byte {
	b = slices.Grow(b, 1000+200*len(in.Needs)) // about
	b = appendText(append(b, `{"crisis":`...), in.Crisis)
	b = appendText(append(b, `,"organization":`...), in.Organization)
	b = appendText(append(b, `,"title":`...), in.Title)
	b = appendText(append(b, `,"method":`...), string(in.Method))
	b = in.Period.append(append(b, `,"period":`...))
	b = appendOpt(append(b, `,"published_on":`...), Opt(in.PublishedOn))
	b = appendText(append(b, `,"sensitivity":`...), string(in.Sensitivity))
	b = appendAll(append(b, `,"sources":`...), in.Sources, appendSource)
	b = appendAll(append(b, `,"needs":`...), in.Needs, func(b []byte, n NeedInput) []byte { return append(n.appendInput(append(b, '{')), '}') })
	return append(b, '}')
}
