package httpapi

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listSources answers with the sources that a filter selects.
//
//	@Summary		List sources
//	@Description	Publications that records rest on, each once however many records cite it: by address, or without one by publisher, title and day.
//	@Description	Only sources that a record cites which you may see, with the grades that those records give.
//	@ID				listSources
//	@Tags			sources
//	@Param			filter	query		api.SourceFilter	false	"filter"
//	@Success		200		{object}	api.List[api.CitedSource]	"One page of sources"
//	@Router			/v1/sources [get]
func (s *server) listSources(c *gin.Context) error { return list(c, s.svc.Sources) }

// getSource answers with one source.
//
//	@Summary		Read a source
//	@Description	One publication, with the grades that it was given.
//	@ID				getSource
//	@Tags			sources
//	@Param			id	path		string	true	"The source's id"
//	@Success		200	{object}	api.CitedSource	"The source"
//	@Router			/v1/sources/{id} [get]
func (s *server) getSource(c *gin.Context) error { return get(c, c.Param("id"), s.svc.Source) }

// listCitations answers with the records that rest on a source.
//
//	@Summary		List what rests on a source
//	@Description	The records that cite it and that you may see, with the grades and the words that each of them gives.
//	@ID				listCitations
//	@Tags			sources
//	@Param			id	path		string	true	"The source's id"
//	@Param			filter	query		api.CitationFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Citation]	"One page of records"
//	@Router			/v1/sources/{id}/records [get]
func (s *server) listCitations(c *gin.Context) error {
	return list(c, func(ctx context.Context, who api.Caller, f api.CitationFilter) (api.List[api.Citation], error) {
		return s.svc.Citations(ctx, who, c.Param("id"), f)
	})
}
