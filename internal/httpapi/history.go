package httpapi

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// history answers with the changes of a record, newest last.
func (s *server) history(c *gin.Context, resource, id string) error {
	return list(c, func(ctx context.Context, who api.Caller, f api.HistoryFilter) (api.List[api.Change], error) {
		return s.svc.History(ctx, who, resource, id, f)
	})
}

// listRegionHistory answers with the changes of a region.
//
//	@Summary		List the changes of a region
//	@Description	When, by whom, why and what, member by member; newest last. Each change of names, population and the like.
//	@ID				listRegionHistory
//	@Tags			regions
//	@Param			pcode	path		string	true	"The region's p-code, like HT01"
//	@Param			filter	query		api.HistoryFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Change]	"One page of changes"
//	@Router			/v1/regions/{pcode}/history [get]
func (s *server) listRegionHistory(c *gin.Context) error {
	return s.history(c, "regions", c.Param("pcode"))
}

// listExchangeRateHistory answers with the changes of an exchange rate.
//
//	@Summary		List the changes of an exchange rate
//	@Description	When, by whom, why and what, member by member; newest last. Amounts keep the value that was fixed by the rate of their time.
//	@ID				listExchangeRateHistory
//	@Tags			exchange-rates
//	@Param			id	path		string	true	"The exchange rate's id"
//	@Param			filter	query		api.HistoryFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Change]	"One page of changes"
//	@Router			/v1/exchange-rates/{id}/history [get]
func (s *server) listExchangeRateHistory(c *gin.Context) error {
	return s.history(c, "exchange-rates", c.Param("id"))
}

// listOrganizationHistory answers with the changes of an organization.
//
//	@Summary		List the changes of an organization
//	@Description	When, by whom, why and what, member by member; newest last. Each change of an organization's names and numbers.
//	@ID				listOrganizationHistory
//	@Tags			organizations
//	@Param			code	path		string	true	"The organization's code, like wfp"
//	@Param			filter	query		api.HistoryFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Change]	"One page of changes"
//	@Router			/v1/organizations/{code}/history [get]
func (s *server) listOrganizationHistory(c *gin.Context) error {
	return s.history(c, "organizations", c.Param("code"))
}

// listCrisisHistory answers with the changes of a crisis.
//
//	@Summary		List the changes of a crisis
//	@Description	When, by whom, why and what, member by member; newest last. Also the regions that were added, and when.
//	@ID				listCrisisHistory
//	@Tags			crises
//	@Param			code	path		string	true	"The crisis' code, like hti-2024"
//	@Param			filter	query		api.HistoryFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Change]	"One page of changes"
//	@Router			/v1/crises/{code}/history [get]
func (s *server) listCrisisHistory(c *gin.Context) error {
	return s.history(c, "crises", c.Param("code"))
}

// listAppealHistory answers with the changes of an appeal.
//
//	@Summary		List the changes of an appeal
//	@Description	When, by whom, why and what, member by member; newest last. Also how its requirements were revised.
//	@ID				listAppealHistory
//	@Tags			appeals
//	@Param			code	path		string	true	"The appeal's code, like HHTI24"
//	@Param			filter	query		api.HistoryFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Change]	"One page of changes"
//	@Router			/v1/appeals/{code}/history [get]
func (s *server) listAppealHistory(c *gin.Context) error {
	return s.history(c, "appeals", c.Param("code"))
}

// listAssessmentHistory answers with the changes of an assessment.
//
//	@Summary		List the changes of an assessment
//	@Description	When, by whom, why and what, member by member; newest last. Also its review. Need lines are compared by region, sector, group, sex and age. What was then more sensitive than you may see is `withheld`.
//	@ID				listAssessmentHistory
//	@Tags			assessments
//	@Param			id	path		string	true	"The assessment's id"
//	@Param			filter	query		api.HistoryFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Change]	"One page of changes"
//	@Router			/v1/assessments/{id}/history [get]
func (s *server) listAssessmentHistory(c *gin.Context) error {
	return s.history(c, "assessments", c.Param("id"))
}

// listPledgeHistory answers with the changes of a pledge.
//
//	@Summary		List the changes of a pledge
//	@Description	When, by whom, why and what, member by member; newest last. Also what its transactions made of it. Allocations are compared by region and sector.
//	@ID				listPledgeHistory
//	@Tags			pledges
//	@Param			id	path		string	true	"The pledge's id"
//	@Param			filter	query		api.HistoryFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Change]	"One page of changes"
//	@Router			/v1/pledges/{id}/history [get]
func (s *server) listPledgeHistory(c *gin.Context) error {
	return s.history(c, "pledges", c.Param("id"))
}

// listTransactionHistory answers with the changes of a transaction.
//
//	@Summary		List the changes of a transaction
//	@Description	When, by whom and what. A transaction is never changed: this tells who recorded it.
//	@ID				listTransactionHistory
//	@Tags			pledges
//	@Param			id	path		string	true	"The pledge's id"
//	@Param			txid	path		string	true	"The transaction's id"
//	@Param			filter	query		api.HistoryFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Change]	"One page of changes"
//	@Router			/v1/pledges/{id}/transactions/{txid}/history [get]
func (s *server) listTransactionHistory(c *gin.Context) error {
	return list(c, func(ctx context.Context, who api.Caller, f api.HistoryFilter) (api.List[api.Change], error) {
		return s.svc.TransactionHistory(ctx, who, c.Param("id"), c.Param("txid"), f)
	})
}

// listIncidentHistory answers with the changes of an incident.
//
//	@Summary		List the changes of an incident
//	@Description	When, by whom, why and what, member by member; newest last. What was then more sensitive than you may see is `withheld`. In public answers a number of people from 1 to 9 is `{"suppressed":true}`.
//	@ID				listIncidentHistory
//	@Tags			incidents
//	@Param			id	path		string	true	"The incident's id"
//	@Param			filter	query		api.HistoryFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Change]	"One page of changes"
//	@Router			/v1/incidents/{id}/history [get]
func (s *server) listIncidentHistory(c *gin.Context) error {
	return s.history(c, "incidents", c.Param("id"))
}

// listAccessConstraintHistory answers with the changes of an access constraint.
//
//	@Summary		List the changes of an access constraint
//	@Description	When, by whom, why and what, member by member; newest last. Also how its severity was corrected, and why it was lifted. What was then more sensitive than you may see is `withheld`.
//	@ID				listAccessConstraintHistory
//	@Tags			access-constraints
//	@Param			id	path		string	true	"The constraint's id"
//	@Param			filter	query		api.HistoryFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Change]	"One page of changes"
//	@Router			/v1/access-constraints/{id}/history [get]
func (s *server) listAccessConstraintHistory(c *gin.Context) error {
	return s.history(c, "access-constraints", c.Param("id"))
}

// listPresenceHistory answers with the changes of a presence.
//
//	@Summary		List the changes of a presence
//	@Description	When, by whom, why and what, member by member; newest last. Also why it ended. What was then more sensitive than you may see is `withheld`.
//	@ID				listPresenceHistory
//	@Tags			presence
//	@Param			id	path		string	true	"The presence's id"
//	@Param			filter	query		api.HistoryFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Change]	"One page of changes"
//	@Router			/v1/presence/{id}/history [get]
func (s *server) listPresenceHistory(c *gin.Context) error {
	return s.history(c, "presence", c.Param("id"))
}
