package relief

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/konbit-aid/konbit/api"
)

var yearInName = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)[0-9]{2})(?:[^0-9]|$)`)

// settlePeriod works out the period that need figures speak of, from --period,
// --year or the file's name, and the day of publication.
func (im *importer) settlePeriod(f *api.Fields) {
	o := &im.opts
	f.Span("--period", o.Period, o.Period != api.Period{})
	if o.Period != (api.Period{}) || len(*f) > 0 {
		im.settlePublished()
		return
	}
	if o.Year == 0 {
		m := yearInName.FindStringSubmatch(o.File)
		if m == nil {
			f.Add("--year", "required", "Neither the file nor its name says which year the figures speak of: give the year.")
			return
		}
		o.Year, _ = strconv.Atoi(m[1]) // four digits
		im.note(fmt.Sprintf("the year %d is taken from the file's name", o.Year), 0)
	}
	if o.Year < 1900 || o.Year > 2200 {
		f.Add("--year", "out_of_range", "A year is 1900 to 2200.")
		return
	}
	o.Period = api.Period{From: api.Date(strconv.Itoa(o.Year) + "-01-01"), To: api.Date(strconv.Itoa(o.Year) + "-12-31")}
	im.settlePublished()
}

func (im *importer) settlePublished() {
	if im.opts.PublishedOn == "" {
		im.opts.PublishedOn = im.opts.Period.From
		im.note(fmt.Sprintf("the file does not say when it was published: %s is taken; --published says better", im.opts.PublishedOn), 0)
	}
}

// office is the code of the organization that publishes needs and flows.
const officeCode = "ocha"

// office makes OCHA if it is not there.
func (im *importer) office() error {
	outcome, err := im.b.PutOrganization(api.OrganizationInput{Code: officeCode, Acronym: "OCHA", Type: "united_nations",
		Name: "United Nations Office for the Coordination of Humanitarian Affairs"})
	if outcome == api.Created {
		im.made("organizations made", officeCode)
	}
	return err
}

func (im *importer) assessmentOf(crisis string, rows []needRow) api.AssessmentInput {
	in := api.AssessmentInput{
		Crisis: crisis, Organization: officeCode, Title: im.assessmentTitle(rows), Method: "hno", Period: im.opts.Period,
		PublishedOn: im.opts.PublishedOn, Sensitivity: api.Public,
		Sources: []api.Source{im.source("OCHA", "Humanitarian needs")},
	}
	for _, r := range rows {
		in.Needs = append(in.Needs, r.Value.Need)
	}
	return in
}

func (im *importer) assessmentTitle(rows []needRow) string {
	span := string(im.opts.Period.From[:4])
	if last := string(im.opts.Period.To[:4]); last != span {
		span += "–" + last
	}
	title := "People in need " + span
	for _, r := range rows {
		if r.Value.Country != rows[0].Value.Country {
			return title
		}
	}
	country, _ := api.CountryOf(rows[0].Value.Country)
	return country.Names.In("en") + ": people in need " + span
}

// source cites the file: its title is --title, else its name.
func (im *importer) source(publisher, what string) api.Source {
	title := what
	if im.opts.File != "" {
		title = im.opts.File
	}
	if im.opts.Title != "" {
		title = im.opts.Title
	}
	return api.Source{Publisher: publisher, Title: shorten(title, api.MaxTitle), PublishedOn: im.opts.PublishedOn, Reliability: "A", Credibility: 2}
}

// shorten cuts a text to at most n characters.
func shorten(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}
