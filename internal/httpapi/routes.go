package httpapi

import (
	"slices"

	"github.com/gin-gonic/gin"
)

// Route is one operation of the API.
type Route struct {
	Method      string
	Path        string // as gin writes it: /v1/pledges/:id
	OperationID string // also the row of package policy that says who may
	handle      func(*gin.Context) error
}

// Routes lists every operation, for the tests that compare it with the documents.
func Routes() []Route { return (&server{}).routes() }

// routes is the table of contents.
func (s *server) routes() []Route {
	return append([]Route{
		{"GET", "/v1/regions", "listRegions", s.listRegions},
		{"POST", "/v1/regions", "createRegion", s.createRegion},
		{"GET", "/v1/regions/:pcode", "getRegion", s.getRegion},
		{"PATCH", "/v1/regions/:pcode", "updateRegion", s.updateRegion},
		{"GET", "/v1/regions/:pcode/boundary", "getRegionBoundary", s.getRegionBoundary},
		{"GET", "/v1/sectors", "listSectors", s.listSectors},
		{"GET", "/v1/sectors/:code", "getSector", s.getSector},
		{"GET", "/v1/currencies", "listCurrencies", s.listCurrencies},
		{"GET", "/v1/currencies/:code", "getCurrency", s.getCurrency},
		{"GET", "/v1/exchange-rates", "listExchangeRates", s.listExchangeRates},
		{"POST", "/v1/exchange-rates", "createExchangeRate", s.createExchangeRate},
		{"GET", "/v1/exchange-rates/:id", "getExchangeRate", s.getExchangeRate},
		{"PATCH", "/v1/exchange-rates/:id", "updateExchangeRate", s.updateExchangeRate},
		{"GET", "/v1/organizations", "listOrganizations", s.listOrganizations},
		{"POST", "/v1/organizations", "createOrganization", s.createOrganization},
		{"GET", "/v1/organizations/:code", "getOrganization", s.getOrganization},
		{"PATCH", "/v1/organizations/:code", "updateOrganization", s.updateOrganization},
		{"GET", "/v1/crises", "listCrises", s.listCrises},
		{"POST", "/v1/crises", "createCrisis", s.createCrisis},
		{"GET", "/v1/crises/:code", "getCrisis", s.getCrisis},
		{"PATCH", "/v1/crises/:code", "updateCrisis", s.updateCrisis},
		{"GET", "/v1/appeals", "listAppeals", s.listAppeals},
		{"POST", "/v1/appeals", "createAppeal", s.createAppeal},
		{"GET", "/v1/appeals/:code", "getAppeal", s.getAppeal},
		{"PATCH", "/v1/appeals/:code", "updateAppeal", s.updateAppeal},
		{"GET", "/v1/assessments", "listAssessments", s.listAssessments},
		{"POST", "/v1/assessments", "createAssessment", s.createAssessment},
		{"GET", "/v1/assessments/:id", "getAssessment", s.getAssessment},
		{"PATCH", "/v1/assessments/:id", "updateAssessment", s.updateAssessment},
		{"GET", "/v1/assessments/:id/needs", "listAssessmentNeeds", s.listAssessmentNeeds},
		{"POST", "/v1/assessments/:id/transitions", "transitionAssessment", s.transitionAssessment},
		{"POST", "/v1/assessments/:id/sensitivity", "changeAssessmentSensitivity", s.changeAssessmentSensitivity},
		{"GET", "/v1/needs", "listNeeds", s.listNeeds},
		{"GET", "/v1/needs/:id", "getNeed", s.getNeed},
		{"GET", "/v1/pledges", "listPledges", s.listPledges},
		{"POST", "/v1/pledges", "createPledge", s.createPledge},
		{"POST", "/v1/pledges/batch", "createPledges", s.createPledges},
		{"GET", "/v1/pledges/:id", "getPledge", s.getPledge},
		{"PATCH", "/v1/pledges/:id", "updatePledge", s.updatePledge},
		{"POST", "/v1/pledges/:id/transitions", "transitionPledge", s.transitionPledge},
		{"GET", "/v1/pledges/:id/transactions", "listTransactions", s.listTransactions},
		{"POST", "/v1/pledges/:id/transactions", "createTransaction", s.createTransaction},
		{"GET", "/v1/pledges/:id/transactions/:txid", "getTransaction", s.getTransaction},
		{"GET", "/v1/coverage", "getCoverage", s.getCoverage},
		{"GET", "/v1/coverage/explain", "explainCoverage", s.explainCoverage},
		{"GET", "/v1/templates", "listTemplates", s.listTemplates},
		{"GET", "/v1/templates/:template", "getTemplate", s.getTemplate},
		{"GET", "/livez", "getLiveness", s.getLiveness},
		{"GET", "/readyz", "getReadiness", s.getReadiness},
		{"GET", "/", "getIndex", s.getIndex},
	}, slices.Concat(s.trustRoutes(), s.reportRoutes(), s.timeRoutes(), s.importRoutes(), s.ledgerRoutes(), s.webhookRoutes())...)
}

// trustRoutes is the part about who may do what, and with whom.
func (s *server) trustRoutes() []Route {
	return []Route{
		{"GET", "/v1/approvals", "listApprovals", s.listApprovals},
		{"GET", "/v1/approvals/:id", "getApproval", s.getApproval},
		{"POST", "/v1/approvals/:id/transitions", "transitionApproval", s.transitionApproval},
		{"GET", "/v1/shields", "listShields", s.listShields},
		{"POST", "/v1/regions/:pcode/shield", "shieldRegion", s.shieldRegion},
		{"GET", "/v1/keys", "listKeys", s.listKeys},
		{"POST", "/v1/keys", "createKey", s.createKey},
		{"GET", "/v1/keys/:key", "getKey", s.getKey},
		{"POST", "/v1/keys/:key/rotations", "rotateKey", s.rotateKey},
		{"POST", "/v1/keys/:key/transitions", "transitionKey", s.transitionKey},
		{"GET", "/v1/grants", "listGrants", s.listGrants},
		{"POST", "/v1/grants", "createGrant", s.createGrant},
		{"GET", "/v1/grants/:id", "getGrant", s.getGrant},
		{"POST", "/v1/grants/:id/transitions", "transitionGrant", s.transitionGrant},
	}
}

// reportRoutes is the part about what stands between aid and people.
func (s *server) reportRoutes() []Route {
	return []Route{
		{"GET", "/v1/incidents", "listIncidents", s.listIncidents},
		{"POST", "/v1/incidents", "createIncident", s.createIncident},
		{"GET", "/v1/incidents/summary", "summarizeIncidents", s.summarizeIncidents},
		{"GET", "/v1/incidents/:id", "getIncident", s.getIncident},
		{"PATCH", "/v1/incidents/:id", "updateIncident", s.updateIncident},
		{"POST", "/v1/incidents/:id/transitions", "transitionIncident", s.transitionIncident},
		{"POST", "/v1/incidents/:id/sensitivity", "changeIncidentSensitivity", s.changeIncidentSensitivity},
		{"GET", "/v1/access-constraints", "listAccessConstraints", s.listAccessConstraints},
		{"POST", "/v1/access-constraints", "createAccessConstraint", s.createAccessConstraint},
		{"GET", "/v1/access-constraints/:id", "getAccessConstraint", s.getAccessConstraint},
		{"PATCH", "/v1/access-constraints/:id", "updateAccessConstraint", s.updateAccessConstraint},
		{"POST", "/v1/access-constraints/:id/transitions", "transitionAccessConstraint", s.transitionAccessConstraint},
		{"POST", "/v1/access-constraints/:id/sensitivity", "changeAccessConstraintSensitivity", s.changeAccessConstraintSensitivity},
		{"GET", "/v1/presence", "listPresence", s.listPresence},
		{"POST", "/v1/presence", "createPresence", s.createPresence},
		{"GET", "/v1/presence/:id", "getPresence", s.getPresence},
		{"POST", "/v1/presence/:id/transitions", "transitionPresence", s.transitionPresence},
	}
}

// timeRoutes is the part about how things came to be: what was known when, and from whom.
func (s *server) timeRoutes() []Route {
	return []Route{
		{"GET", "/v1/coverage/series", "getCoverageSeries", s.getCoverageSeries},
		{"GET", "/v1/sources", "listSources", s.listSources},
		{"GET", "/v1/sources/:id", "getSource", s.getSource},
		{"GET", "/v1/sources/:id/records", "listCitations", s.listCitations},
		{"GET", "/v1/regions/:pcode/history", "listRegionHistory", s.listRegionHistory},
		{"GET", "/v1/exchange-rates/:id/history", "listExchangeRateHistory", s.listExchangeRateHistory},
		{"GET", "/v1/organizations/:code/history", "listOrganizationHistory", s.listOrganizationHistory},
		{"GET", "/v1/crises/:code/history", "listCrisisHistory", s.listCrisisHistory},
		{"GET", "/v1/appeals/:code/history", "listAppealHistory", s.listAppealHistory},
		{"GET", "/v1/assessments/:id/history", "listAssessmentHistory", s.listAssessmentHistory},
		{"GET", "/v1/pledges/:id/history", "listPledgeHistory", s.listPledgeHistory},
		{"GET", "/v1/pledges/:id/transactions/:txid/history", "listTransactionHistory", s.listTransactionHistory},
		{"GET", "/v1/incidents/:id/history", "listIncidentHistory", s.listIncidentHistory},
		{"GET", "/v1/access-constraints/:id/history", "listAccessConstraintHistory", s.listAccessConstraintHistory},
		{"GET", "/v1/presence/:id/history", "listPresenceHistory", s.listPresenceHistory},
	}
}

// importRoutes is the part about files.
func (s *server) importRoutes() []Route {
	return []Route{
		{"POST", "/v1/imports", "createImport", s.createImport},
		{"GET", "/v1/imports", "listImports", s.listImports},
		{"GET", "/v1/imports/:id", "getImport", s.getImport},
		{"GET", "/v1/imports/:id/report", "getImportReport", s.getImportReport},
		{"POST", "/v1/imports/:id/transitions", "transitionImport", s.transitionImport},
	}
}

// ledgerRoutes is the part about every change, and the proof of it.
func (s *server) ledgerRoutes() []Route {
	return []Route{
		{"GET", "/v1/ledger", "listLedger", s.listLedger},
		{"GET", "/v1/ledger/checkpoint", "getLedgerCheckpoint", s.getLedgerCheckpoint},
		{"GET", "/v1/ledger/key", "getLedgerKey", s.getLedgerKey},
		{"GET", "/v1/ledger/consistency", "getLedgerConsistency", s.getLedgerConsistency},
		{"GET", "/v1/ledger/entries/:entry", "getLedgerEntry", s.getLedgerEntry},
		{"GET", "/v1/ledger/entries/:entry/proof", "getLedgerProof", s.getLedgerProof},
		{"GET", "/v1/ledger/tiles/:level/:index", "getLedgerTile", s.getLedgerTile},
	}
}

// webhookRoutes is the part about who is told of changes.
func (s *server) webhookRoutes() []Route {
	return []Route{
		{"GET", "/v1/webhooks", "listWebhooks", s.listWebhooks},
		{"POST", "/v1/webhooks", "createWebhook", s.createWebhook},
		{"GET", "/v1/webhooks/:id", "getWebhook", s.getWebhook},
		{"PATCH", "/v1/webhooks/:id", "updateWebhook", s.updateWebhook},
		{"POST", "/v1/webhooks/:id/transitions", "transitionWebhook", s.transitionWebhook},
		{"POST", "/v1/webhooks/:id/rotations", "rotateWebhook", s.rotateWebhook},
		{"POST", "/v1/webhooks/:id/pings", "pingWebhook", s.pingWebhook},
		{"POST", "/v1/webhooks/:id/replays", "replayWebhook", s.replayWebhook},
		{"GET", "/v1/webhooks/:id/deliveries", "listWebhookDeliveries", s.listWebhookDeliveries},
	}
}
