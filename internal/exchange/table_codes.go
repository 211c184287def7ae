package exchange

import "github.com/konbit-aid/konbit/api"

// SectorColumns is the table of sectors.
var SectorColumns = columns("sectors", []column[api.Sector]{
	text("code", "The sector's code, as HDX writes it.", func(s *api.Sector) api.SectorCode { return s.Code }).tag("#sector+cluster+code"),
	text("name", "The name in the language asked for.", func(s *api.Sector) string { return s.Name }).tag("#sector+cluster+name"),
	text("name_en", "The name in English.", func(s *api.Sector) api.Opt { return s.Names.EN }).tag("#sector+cluster+name+i_en"),
	text("name_fr", "The name in French.", func(s *api.Sector) api.Opt { return s.Names.FR }).tag("#sector+cluster+name+i_fr"),
	text("name_ht", "The name in Haitian Creole.", func(s *api.Sector) api.Opt { return s.Names.HT }).tag("#sector+cluster+name+i_ht"),
	text("name_es", "The name in Spanish.", func(s *api.Sector) api.Opt { return s.Names.ES }).tag("#sector+cluster+name+i_es"),
	number("hpc_id", "OCHA's number of the cluster.", func(s *api.Sector) *int { return s.HPCID }).tag("#sector+cluster+id+hpc"),
	text("iati_code", "The code in IATI's sector vocabulary 10.", func(s *api.Sector) api.Opt { return s.IATICode }).tag("#sector+cluster+id+iati"),
})

// CurrencyColumns is the table of currencies.
var CurrencyColumns = columns("currencies", []column[api.CurrencyInfo]{
	text("code", "The code of ISO 4217.", func(c *api.CurrencyInfo) api.Currency { return c.Code }).tag("#currency+code"),
	text("name", "The name in English.", func(c *api.CurrencyInfo) string { return c.Name }).tag("#currency+name"),
	count("digits", "How many digits an amount has after the point.", func(c *api.CurrencyInfo) int { return c.Digits }).unit("digits").tag("#currency+num+digits"),
})

// ExchangeRateColumns is the table of exchange rates.
var ExchangeRateColumns = columns("exchange-rates", []column[api.ExchangeRate]{
	text("id", "The record's id.", func(r *api.ExchangeRate) string { return r.ID }).tag("#meta+id"),
	text("currency", "The code of ISO 4217.", func(r *api.ExchangeRate) api.Currency { return r.Currency }).tag("#currency+code"),
	date("date", "The first day on which the rate holds.", func(r *api.ExchangeRate) api.Date { return r.Date }).tag("#date"),
	decimal("rate", "How many units of the currency one US dollar is.", func(r *api.ExchangeRate) api.Decimal { return r.Rate }).unit("units a US dollar").tag("#financial+fx"),
	text("source", "Who published the rate.", func(r *api.ExchangeRate) string { return r.Source }).tag("#meta+source"),
}, meta(func(r *api.ExchangeRate) *api.Meta { return &r.Meta }))

// OrganizationColumns is the table of organizations.
var OrganizationColumns = columns("organizations", []column[api.Organization]{
	text("code", "The short name that other records use.", func(o *api.Organization) string { return o.Code }).
		must(func(c cell, o *api.Organization) { o.Code = c.text() }).tag("#org+code"),
	text("name", "The full name.", func(o *api.Organization) string { return o.Name }).
		must(func(c cell, o *api.Organization) { o.Name = c.text() }).tag("#org+name"),
	text("acronym", "The acronym.", func(o *api.Organization) api.Opt { return o.Acronym }).
		reads(func(c cell, o *api.Organization) { o.Acronym = c.opt() }).tag("#org+acronym"),
	text("type", "What kind of body it is.", func(o *api.Organization) api.OrganizationType { return o.Type }).
		must(func(c cell, o *api.Organization) { o.Type = api.OrganizationType(c.text()) }).tag("#org+type"),
	text("country", "The three-letter code of its seat; empty for an international body.", func(o *api.Organization) api.Opt { return o.Country }).
		reads(func(c cell, o *api.Organization) { o.Country = api.Opt(c.code()) }).tag("#country+code"),
	text("iati_id", "Its identifier in IATI.", func(o *api.Organization) api.Opt { return o.IATIID }).
		reads(func(c cell, o *api.Organization) { o.IATIID = c.opt() }).tag("#org+id+iati"),
}, meta(func(o *api.Organization) *api.Meta { return &o.Meta }))
