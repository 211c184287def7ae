// Package httpapi speaks HTTP: it turns requests into calls of the service and
// answers and errors into JSON. The routes stand on one screen in routes.go.
// The comments above the handlers are what docs/openapi.json is made from; what
// holds for every operation is added by internal/tools/openapi.
package httpapi

// What follows opens docs/openapi.json.
//
//	@title			Konbit
//	@version		0.1.0
//	@description	Who needs what, where, and who pledged what, for where: so that anyone can see what is still missing.
//	@description
//	@description	An organization records its **assessments** of people's needs, a donor its **pledges** and what became of them;
//	@description	**coverage** joins both per region and sector on any day. Every figure names its source.
//	@description
//	@description	### Reading
//	@description
//	@description	- **Lists** come in pages: `limit` (50, at most 1000) and `cursor`. `next` is the path of the next page, also as
//	@description	`Link: rel="next"`, and `null` on the last. `total` comes with `count=true` alone. While others write, nothing
//	@description	is skipped and nothing comes twice.
//	@description	- **Filters** are named as the fields. Repeated, a filter means *any of*; different filters must all hold. Ranges end in `_from`
//	@description	and `_to`, both included. `region=HT` takes in every region below, `region_exact=HT` does not. `q` searches text.
//	@description	A parameter or value that is not known is a 400 that names it.
//	@description	- **Formats**: JSON; lists also as `csv`, `ndjson`, `xlsx`, most as `hxl`, some as `geojson` or `iati`, by `Accept` or `format=csv`.
//	@description	Without `limit` all but JSON hold the whole list, however long.
//	@description	- **Caching**: every answer has an `ETag`; sent back as `If-None-Match` it saves the body (304). gzip and zstd are spoken.
//	@description	- **Languages**: names of regions and sectors in `en`, `fr`, `ht` or `es`, by `Accept-Language`.
//	@description	- **Time**: `as_of` (a day) answers with what was true on it by the records' own dates, `known_at` (a moment) with what this
//	@description	service knew then, and every record has its `/history`. What is still to come is a 400.
//	@description	- **Unknown** is `null`, never 0. People in need are never summed over sectors.
//	@description
//	@description	### Values
//	@description
//	@description	- **Money** is a decimal string with its ISO 4217 currency: `{"amount":"25000000.00","currency":"USD"}`. Nothing is
//	@description	rounded: too many digits is a 422. Beside it stands the value in US dollars, fixed when recorded.
//	@description	- **Dates** are days (`2024-09-05`), **times** are RFC 3339 in UTC. **Ids** are UUIDs; regions go by their
//	@description	OCHA p-code (`HT`, `HT01`), sectors, organizations, crises and appeals by their code.
//	@description	- **Two people**: some changes wait for a second person. The answer is then 202 with an approval; `POST /v1/approvals/{id}/transitions`
//	@description	decides. The second is another person of the same organization or a coordinator: a key that was made by means of one's own is oneself.
//	@description	- **Few people**: in public answers a number from 1 to 9 is `{"suppressed":true}`.
//	@description
//	@description	### Writing
//	@description
//	@description	- **Keys**: `Authorization: Bearer knb_live_…`. A key belongs to an organization, writes that organization's
//	@description	records only, and carries scopes: `read`, `assess`, `pledge`, `report`, `coordinate`, `admin`.
//	@description	- **JSON is read strictly**: an unknown field, a repeated key or bytes behind the end are refused. A body has at most 1 MiB, an
//	@description	assessment 10 MiB.
//	@description	- **Empty is absent**: in a body, `null` and an empty text are the same as leaving the field out.
//	@description	- **Once**: a POST with an `Idempotency-Key` takes effect once. The same key and body replay the first answer, with
//	@description	`Idempotency-Replayed: true`; the same key with another body is a 422.
//	@description	- **Versions**: a PATCH is a JSON merge patch (RFC 7396) and names in `If-Match` the `ETag` that it changes: 428 without,
//	@description	412 where somebody was faster.
//	@description	- **Nothing is deleted**: records are cancelled or withdrawn, with a reason, by a transition.
//	@description
//	@description	### How much
//	@description
//	@description	- **Rates**: a key, or an address without one, may ask so often. `RateLimit-Policy: "key";q=1200;w=60` says how often,
//	@description	`RateLimit: "key";r=1187;t=42` what is left. Beyond it is a 429 with `Retry-After`.
//	@description	- **At once**: too many requests at work are a 503 with `Retry-After`, at once.
//	@description	- **Browsers**: scripts of any page may read, with a key in `Authorization` if they have one and never with cookies; to write
//	@description	the operator must name the page. An address has at most 8 KiB.
//	@description
//	@description	### Errors
//	@description
//	@description	Every answer that is not a success is `application/problem+json` (RFC 9457): a sentence to act on in `detail`, and in
//	@description	`errors` every wrong field at once, each with its JSON pointer, a stable code and a sentence. What a caller may not see
//	@description	is a 404, the same as what is not there.
//	@license.name	Apache-2.0
//	@license.url	https://www.apache.org/licenses/LICENSE-2.0
//
//	@tag.name				coverage
//	@tag.description		What is needed, promised, paid and still missing, per region and sector, on any day: the reason why this service is here.
//	@tag.name				sources
//	@tag.description		Publications that records rest on, each once, with the grades that the records give and the list of those records.
//	@tag.name				pledges
//	@tag.description		A donor's promise of money or goods, its allocations to regions and sectors, and the transactions that followed.
//	@tag.name				assessments
//	@tag.description		What one organization found out about people's needs, where, when and how. It counts once it is validated.
//	@tag.name				needs
//	@tag.description		The lines of assessments: people affected, in need, targeted and reached by region, sector and group. By default the current ones.
//	@tag.name				incidents
//	@tag.description		Security events, and people's flight and return: where, when, how many. Small numbers are not public.
//	@tag.name				access-constraints
//	@tag.description		What keeps aid out of a region, how severely and for which sectors.
//	@tag.name				presence
//	@tag.description		Who does what, where and when.
//	@tag.name				appeals
//	@tag.description		Response plans of a crisis: what they ask for, per region and sector.
//	@tag.name				crises
//	@tag.description		Emergencies and the regions that they touch.
//	@tag.name				organizations
//	@tag.description		Donors, NGOs, UN bodies, governments: who pledges, receives, assesses.
//	@tag.name				regions
//	@tag.description		The administrative tree, by OCHA p-code, with names in four languages and population.
//	@tag.name				imports
//	@tag.description		Files that were sent: how far their rows are, what became of them, and why some were not taken.
//	@tag.name				templates
//	@tag.description		Workbooks to fill in and import, with lists to choose from.
//	@tag.name				sectors
//	@tag.description		Humanitarian sectors in the codes of HDX. Built in.
//	@tag.name				currencies
//	@tag.description		ISO 4217 with the digits of each currency. Built in.
//	@tag.name				exchange-rates
//	@tag.description		Units of a currency for one US dollar, by day. Amounts that bring no rate of their own are valued by the newest of the last 31 days.
//	@tag.name				approvals
//	@tag.description		Changes that wait for a second person: cancelling a large pledge, withdrawing what counts, showing more people what was kept back.
//	@tag.name				keys
//	@tag.description		An organization's keys: made, rotated, revoked by its admins. A key is shown once, when it is made.
//	@tag.name				grants
//	@tag.description		The second entrance: what those may do who sign in at the identity provider that the operator trusts (OpenID Connect).
//	@tag.name				ledger
//	@tag.description		Every change of every record in one order, to be followed without a gap, and the proof that nobody has rewritten it.
//	@tag.name				webhooks
//	@tag.description		Changes sent to an address of yours, signed, in order, until each is taken.
//	@tag.name				service
//	@tag.description		Is it up, and where to go on.
//
//	@securityDefinitions.apikey	bearer
//	@in							header
//	@name						Authorization
