package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listOrganizations answers with the organizations that a filter selects.
//
//	@Summary		List organizations
//	@Description	Donors, NGOs, UN bodies, governments and others in the order of their codes.
//	@ID				listOrganizations
//	@Tags			organizations
//	@Param			filter	query		api.OrganizationFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Organization]	"One page of organizations"
//	@Router			/v1/organizations [get]
func (s *server) listOrganizations(c *gin.Context) error { return list(c, s.svc.Organizations) }

// getOrganization answers with one organization.
//
//	@Summary		Read an organization
//	@Description	Who an organization is.
//	@ID				getOrganization
//	@Tags			organizations
//	@Param			code	path		string	true	"The organization's code, like wfp"
//	@Param			filter	query		api.RecordFilter	false	"filter"
//	@Success		200	{object}	api.Organization	"The organization"
//	@Router			/v1/organizations/{code} [get]
func (s *server) getOrganization(c *gin.Context) error {
	return getAt(c, c.Param("code"), s.svc.OrganizationAt)
}

// createOrganization records an organization.
//
//	@Summary		Record an organization
//	@Description	A code is used once: the second time is a 409 whose Location is the first.
//	@ID				createOrganization
//	@Tags			organizations
//	@Param			organization	body		api.OrganizationInput	true	"The organization"
//	@Success		201		{object}	api.Organization	"The organization as recorded"
//	@Security		bearer[coordinate]
//	@Router			/v1/organizations [post]
func (s *server) createOrganization(c *gin.Context) error {
	return create(c, s.svc.CreateOrganization, func(r api.Organization) string { return pathTo("organizations", r.Code) })
}

// updateOrganization changes an organization.
//
//	@Summary		Change an organization
//	@Description	What is left out stays; null removes.
//	@ID				updateOrganization
//	@Tags			organizations
//	@Param			code	path		string	true	"The organization's code, like wfp"
//	@Param			patch	body		api.OrganizationInput	true	"The fields to change"
//	@Success		200		{object}	api.Organization	"The organization as changed"
//	@Security		bearer[coordinate]
//	@Router			/v1/organizations/{code} [patch]
func (s *server) updateOrganization(c *gin.Context) error {
	return update(c, c.Param("code"), s.svc.UpdateOrganization)
}
