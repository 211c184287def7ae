package policy

import "github.com/konbit-aid/konbit/api"

// Scopes of the rules. A caller needs one of them.
var (
	assess     = []api.Scope{api.ScopeAssess}
	pledge     = []api.Scope{api.ScopePledge}
	coordinate = []api.Scope{api.ScopeCoordinate}
	// review is for an assessment's own organization and for those who judge it.
	review = []api.Scope{api.ScopeAssess, api.ScopeCoordinate}
	// concerned are those who may learn that a figure puts people in danger.
	concerned = []api.Scope{api.ScopeAssess, api.ScopeReport, api.ScopeCoordinate}
	report    = []api.Scope{api.ScopeReport, api.ScopeCoordinate}
	admin     = []api.Scope{api.ScopeAdmin}
	reporters = []api.Scope{api.ScopeReport}
	// writers record what is their organization's own.
	writers = []api.Scope{api.ScopeAssess, api.ScopePledge, api.ScopeReport}
	// importers are all who may import a file of some kind.
	importers = append([]api.Scope{api.ScopeCoordinate}, writers...)
)

// Rules is the table.
var Rules = []Rule{
	{Operation: "listRegions", Access: Readers},
	{Operation: "createRegion", Access: Scoped, Scopes: coordinate},
	{Operation: "getRegion", Access: Readers},
	{Operation: "updateRegion", Access: Scoped, Scopes: coordinate},
	{Operation: "getRegionBoundary", Access: Readers},
	{Operation: "listSectors", Access: Readers},
	{Operation: "getSector", Access: Readers},
	{Operation: "listCurrencies", Access: Readers},
	{Operation: "getCurrency", Access: Readers},
	{Operation: "listExchangeRates", Access: Readers},
	{Operation: "createExchangeRate", Access: Scoped, Scopes: coordinate},
	{Operation: "getExchangeRate", Access: Readers},
	{Operation: "updateExchangeRate", Access: Scoped, Scopes: coordinate},
	{Operation: "listOrganizations", Access: Readers},
	{Operation: "createOrganization", Access: Scoped, Scopes: coordinate},
	{Operation: "getOrganization", Access: Readers},
	{Operation: "updateOrganization", Access: Scoped, Scopes: coordinate},
	{Operation: "listCrises", Access: Readers},
	{Operation: "createCrisis", Access: Scoped, Scopes: coordinate},
	{Operation: "getCrisis", Access: Readers},
	{Operation: "updateCrisis", Access: Scoped, Scopes: coordinate},
	{Operation: "listAppeals", Access: Readers},
	{Operation: "createAppeal", Access: Scoped, Scopes: coordinate},
	{Operation: "getAppeal", Access: Readers},
	{Operation: "updateAppeal", Access: Scoped, Scopes: coordinate},

	{Operation: "listAssessments", Access: Readers},
	{Operation: "createAssessment", Access: Scoped, Scopes: assess, Whose: Own},
	{Operation: "getAssessment", Access: Readers},
	{Operation: "updateAssessment", Access: Scoped, Scopes: assess, Whose: Own},
	{Operation: "listAssessmentNeeds", Access: Readers},
	{Operation: "transitionAssessment:submitted", Access: Scoped, Scopes: assess, Whose: Own},
	{Operation: "transitionAssessment:validated", Access: Scoped, Scopes: coordinate},
	{Operation: "transitionAssessment:rejected", Access: Scoped, Scopes: coordinate, Second: Colleague},
	{Operation: "transitionAssessment:withdrawn", Access: Scoped, Scopes: assess, Whose: Own, Second: Colleague},
	{Operation: "changeAssessmentSensitivity:close", Access: Scoped, Scopes: concerned},
	{Operation: "changeAssessmentSensitivity:open", Access: Scoped, Scopes: review, Whose: Inside, Second: Stranger},
	{Operation: "listNeeds", Access: Readers},
	{Operation: "getNeed", Access: Readers},

	{Operation: "listPledges", Access: Readers},
	{Operation: "createPledge", Access: Scoped, Scopes: pledge, Whose: Own},
	{Operation: "createPledges", Access: Scoped, Scopes: pledge, Whose: Own},
	{Operation: "getPledge", Access: Readers},
	{Operation: "updatePledge", Access: Scoped, Scopes: pledge, Whose: Own, Second: Colleague},
	{Operation: "transitionPledge:pledged", Access: Scoped, Scopes: pledge, Whose: Own},
	{Operation: "transitionPledge:cancelled", Access: Scoped, Scopes: pledge, Whose: Own, Second: Colleague},
	{Operation: "listTransactions", Access: Readers},
	{Operation: "createTransaction", Access: Scoped, Scopes: pledge, Whose: Party},
	{Operation: "getTransaction", Access: Readers},

	{Operation: "listTemplates", Access: Readers},
	{Operation: "getTemplate", Access: Readers},

	{Operation: "listApprovals", Access: Holders},
	{Operation: "getApproval", Access: Holders},
	{Operation: "transitionApproval:approved", Access: Holders},
	{Operation: "transitionApproval:refused", Access: Holders},
	{Operation: "transitionApproval:withdrawn", Access: Holders, Whose: Own},
	{Operation: "listShields", Access: Holders},
	{Operation: "shieldRegion:close", Access: Scoped, Scopes: report},
	{Operation: "shieldRegion:open", Access: Scoped, Scopes: report, Second: Stranger},

	{Operation: "listIncidents", Access: Readers},
	{Operation: "createIncident", Access: Scoped, Scopes: reporters, Whose: Own},
	{Operation: "summarizeIncidents", Access: Readers},
	{Operation: "getIncident", Access: Readers},
	{Operation: "updateIncident", Access: Scoped, Scopes: reporters, Whose: Own},
	{Operation: "transitionIncident", Access: Scoped, Scopes: reporters, Whose: Own},
	{Operation: "listAccessConstraints", Access: Readers},
	{Operation: "createAccessConstraint", Access: Scoped, Scopes: reporters, Whose: Own},
	{Operation: "getAccessConstraint", Access: Readers},
	{Operation: "updateAccessConstraint", Access: Scoped, Scopes: reporters, Whose: Own},
	{Operation: "transitionAccessConstraint", Access: Scoped, Scopes: reporters, Whose: Own},
	{Operation: "changeIncidentSensitivity:close", Access: Scoped, Scopes: concerned},
	{Operation: "changeIncidentSensitivity:open", Access: Scoped, Scopes: report, Whose: Inside, Second: Stranger},
	{Operation: "changeAccessConstraintSensitivity:close", Access: Scoped, Scopes: concerned},
	{Operation: "changeAccessConstraintSensitivity:open", Access: Scoped, Scopes: report, Whose: Inside, Second: Stranger},
	{Operation: "listPresence", Access: Readers},
	{Operation: "createPresence", Access: Scoped, Scopes: reporters, Whose: Own},
	{Operation: "getPresence", Access: Readers},
	{Operation: "transitionPresence", Access: Scoped, Scopes: reporters, Whose: Own},

	{Operation: "getCoverage", Access: Readers},
	{Operation: "explainCoverage", Access: Readers},
	{Operation: "getCoverageSeries", Access: Readers},
	{Operation: "listSources", Access: Readers},
	{Operation: "getSource", Access: Readers},
	{Operation: "listCitations", Access: Readers},
	{Operation: "listRegionHistory", Access: Readers},
	{Operation: "listExchangeRateHistory", Access: Readers},
	{Operation: "listOrganizationHistory", Access: Readers},
	{Operation: "listCrisisHistory", Access: Readers},
	{Operation: "listAppealHistory", Access: Readers},
	{Operation: "listAssessmentHistory", Access: Readers},
	{Operation: "listPledgeHistory", Access: Readers},
	{Operation: "listTransactionHistory", Access: Readers},
	{Operation: "listIncidentHistory", Access: Readers},
	{Operation: "listAccessConstraintHistory", Access: Readers},
	{Operation: "listPresenceHistory", Access: Readers},

	{Operation: "listLedger", Access: Readers},
	{Operation: "getLedgerCheckpoint", Access: Readers},
	{Operation: "getLedgerKey", Access: Readers},
	{Operation: "getLedgerConsistency", Access: Readers},
	{Operation: "getLedgerEntry", Access: Readers},
	{Operation: "getLedgerProof", Access: Readers},
	{Operation: "getLedgerTile", Access: Readers},

	{Operation: "listWebhooks", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "createWebhook", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "getWebhook", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "updateWebhook", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "transitionWebhook", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "rotateWebhook", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "pingWebhook", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "replayWebhook", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "listWebhookDeliveries", Access: Scoped, Scopes: admin, Whose: Own},

	{Operation: "listKeys", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "createKey", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "getKey", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "rotateKey", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "transitionKey:own", Access: Holders}, // every key may end itself
	{Operation: "transitionKey:others", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "listGrants", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "createGrant", Access: Scoped, Scopes: admin, Whose: Own, Second: Colleague},
	{Operation: "getGrant", Access: Scoped, Scopes: admin, Whose: Own},
	{Operation: "transitionGrant", Access: Scoped, Scopes: admin, Whose: Own},

	// Each row of an organization's own file is held to the rule of its single write, too.
	{Operation: "createImport:own", Access: Scoped, Scopes: writers},
	{Operation: "createImport:official", Access: Scoped, Scopes: coordinate},
	{Operation: "listImports", Access: Holders},
	{Operation: "getImport", Access: Holders},
	{Operation: "getImportReport", Access: Holders},
	{Operation: "transitionImport", Access: Scoped, Scopes: importers},

	{Operation: "getLiveness", Access: Anybody},
	{Operation: "getReadiness", Access: Anybody},
	{Operation: "getIndex", Access: Anybody},
}
