package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// Route is one operation of the API.
type Route struct {
	Method      string
	Path        string // as gin writes it: /v1/pledges/:id
	OperationID string
	access
	handle func(*gin.Context) error
}

// access says who may call a route.
type access struct {
	open   bool        // anybody, even where reading needs a key
	scopes []api.Scope // any one of these; a reader needs none
	body   int64       // the longest body in bytes; MaxBody if 0
}

// Scopes lists the scopes of which a caller needs one; none for reading.
func (a access) Scopes() []api.Scope { return a.scopes }

// Open tells whether the route answers without a key even where PublicRead is off.
func (a access) Open() bool { return a.open }

func (a access) limit() int64 {
	if a.body == 0 {
		return MaxBody
	}
	return a.body
}

var (
	anyone     = access{open: true}
	readers    = access{}
	coordinate = access{scopes: []api.Scope{api.ScopeCoordinate}}
	pledge     = access{scopes: []api.Scope{api.ScopePledge}}
	assess     = access{scopes: []api.Scope{api.ScopeAssess}, body: MaxAssessmentBody}
	review     = access{scopes: []api.Scope{api.ScopeAssess, api.ScopeCoordinate}}
)

// Routes lists every operation, for the tests that compare it with the documents.
func Routes() []Route { return (&server{}).routes() }

// routes is the table of contents.
func (s *server) routes() []Route {
	return []Route{
		{"GET", "/v1/regions", "listRegions", readers, s.listRegions},
		{"POST", "/v1/regions", "createRegion", coordinate, s.createRegion},
		{"GET", "/v1/regions/:pcode", "getRegion", readers, s.getRegion},
		{"PATCH", "/v1/regions/:pcode", "updateRegion", coordinate, s.updateRegion},
		{"GET", "/v1/sectors", "listSectors", readers, s.listSectors},
		{"GET", "/v1/sectors/:code", "getSector", readers, s.getSector},
		{"GET", "/v1/currencies", "listCurrencies", readers, s.listCurrencies},
		{"GET", "/v1/currencies/:code", "getCurrency", readers, s.getCurrency},
		{"GET", "/v1/exchange-rates", "listExchangeRates", readers, s.listExchangeRates},
		{"POST", "/v1/exchange-rates", "createExchangeRate", coordinate, s.createExchangeRate},
		{"GET", "/v1/exchange-rates/:id", "getExchangeRate", readers, s.getExchangeRate},
		{"PATCH", "/v1/exchange-rates/:id", "updateExchangeRate", coordinate, s.updateExchangeRate},
		{"GET", "/v1/organizations", "listOrganizations", readers, s.listOrganizations},
		{"POST", "/v1/organizations", "createOrganization", coordinate, s.createOrganization},
		{"GET", "/v1/organizations/:code", "getOrganization", readers, s.getOrganization},
		{"PATCH", "/v1/organizations/:code", "updateOrganization", coordinate, s.updateOrganization},
		{"GET", "/v1/crises", "listCrises", readers, s.listCrises},
		{"POST", "/v1/crises", "createCrisis", coordinate, s.createCrisis},
		{"GET", "/v1/crises/:code", "getCrisis", readers, s.getCrisis},
		{"PATCH", "/v1/crises/:code", "updateCrisis", coordinate, s.updateCrisis},
		{"GET", "/v1/appeals", "listAppeals", readers, s.listAppeals},
		{"POST", "/v1/appeals", "createAppeal", coordinate, s.createAppeal},
		{"GET", "/v1/appeals/:code", "getAppeal", readers, s.getAppeal},
		{"PATCH", "/v1/appeals/:code", "updateAppeal", coordinate, s.updateAppeal},
		{"GET", "/v1/assessments", "listAssessments", readers, s.listAssessments},
		{"POST", "/v1/assessments", "createAssessment", assess, s.createAssessment},
		{"GET", "/v1/assessments/:id", "getAssessment", readers, s.getAssessment},
		{"PATCH", "/v1/assessments/:id", "updateAssessment", assess, s.updateAssessment},
		{"GET", "/v1/assessments/:id/needs", "listAssessmentNeeds", readers, s.listAssessmentNeeds},
		{"POST", "/v1/assessments/:id/transitions", "transitionAssessment", review, s.transitionAssessment},
		{"GET", "/v1/needs", "listNeeds", readers, s.listNeeds},
		{"GET", "/v1/needs/:id", "getNeed", readers, s.getNeed},
		{"GET", "/v1/pledges", "listPledges", readers, s.listPledges},
		{"POST", "/v1/pledges", "createPledge", pledge, s.createPledge},
		{"GET", "/v1/pledges/:id", "getPledge", readers, s.getPledge},
		{"PATCH", "/v1/pledges/:id", "updatePledge", pledge, s.updatePledge},
		{"POST", "/v1/pledges/:id/transitions", "transitionPledge", pledge, s.transitionPledge},
		{"GET", "/v1/pledges/:id/transactions", "listTransactions", readers, s.listTransactions},
		{"POST", "/v1/pledges/:id/transactions", "createTransaction", pledge, s.createTransaction},
		{"GET", "/v1/pledges/:id/transactions/:txid", "getTransaction", readers, s.getTransaction},
		{"GET", "/v1/coverage", "getCoverage", readers, s.getCoverage},
		{"GET", "/v1/coverage/explain", "explainCoverage", readers, s.explainCoverage},
		{"GET", "/livez", "getLiveness", anyone, s.getLiveness},
		{"GET", "/readyz", "getReadiness", anyone, s.getReadiness},
		{"GET", "/", "getIndex", anyone, s.getIndex},
	}
}
