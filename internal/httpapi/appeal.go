package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listAppeals answers with the appeals that a filter selects.
//
//	@Summary		List appeals
//	@Description	Response plans in the order of their codes.
//	@ID				listAppeals
//	@Tags			appeals
//	@Param			filter	query		api.AppealFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Appeal]	"One page of appeals"
//	@Router			/v1/appeals [get]
func (s *server) listAppeals(c *gin.Context) error { return list(c, s.svc.Appeals) }

// getAppeal answers with one appeal.
//
//	@Summary		Read an appeal
//	@Description	A response plan with what it requires per region and sector.
//	@ID				getAppeal
//	@Tags			appeals
//	@Param			code	path		string	true	"The appeal's code, like HHTI24"
//	@Param			filter	query		api.RecordFilter	false	"filter"
//	@Success		200	{object}	api.Appeal	"The appeal"
//	@Router			/v1/appeals/{code} [get]
func (s *server) getAppeal(c *gin.Context) error { return getAt(c, c.Param("code"), s.svc.AppealAt) }

// createAppeal records an appeal.
//
//	@Summary		Record an appeal
//	@Description	Requirements are parts: they are summed, so none may repeat what another one holds. Money that is not split by sector has the sector ALL.
//	@ID				createAppeal
//	@Tags			appeals
//	@Param			appeal	body		api.AppealInput	true	"The plan"
//	@Success		201		{object}	api.Appeal	"The appeal as recorded"
//	@Security		bearer[coordinate]
//	@Router			/v1/appeals [post]
func (s *server) createAppeal(c *gin.Context) error {
	return create(c, s.svc.CreateAppeal, func(r api.Appeal) string { return pathTo("appeals", r.Code) })
}

// updateAppeal changes an appeal.
//
//	@Summary		Change an appeal
//	@Description	What is left out stays; null removes; a list replaces the whole list.
//	@ID				updateAppeal
//	@Tags			appeals
//	@Param			code	path		string	true	"The appeal's code, like HHTI24"
//	@Param			patch	body		api.AppealInput	true	"The fields to change"
//	@Success		200		{object}	api.Appeal	"The appeal as changed"
//	@Security		bearer[coordinate]
//	@Router			/v1/appeals/{code} [patch]
func (s *server) updateAppeal(c *gin.Context) error {
	return update(c, c.Param("code"), s.svc.UpdateAppeal)
}
