package httpapi

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listImports answers with the imports of the key's organization.
//
//	@Summary		List imports
//	@Description	The files that your organization has sent, and what became of them. `sort=-id` begins with the newest.
//	@ID				listImports
//	@Tags			imports
//	@Param			filter	query		api.ImportFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Import]	"One page of imports"
//	@Security		bearer
//	@Router			/v1/imports [get]
func (s *server) listImports(c *gin.Context) error {
	return list(c, func(ctx context.Context, who api.Caller, f api.ImportFilter) (api.List[api.Import], error) {
		page, err := s.svc.Imports(ctx, who, f)
		for i := range page.Data {
			page.Data[i] = s.seen(page.Data[i])
		}
		return page, err
	})
}

// seen is an import as this program knows it.
func (s *server) seen(i api.Import) api.Import {
	if s.cfg.Imports == nil {
		return i
	}
	return s.cfg.Imports.Seen(i)
}

// getImport answers with one import.
//
//	@Summary		Read an import
//	@Description	How far it is, and what became of the rows. Imports of other organizations are a 404.
//	@ID				getImport
//	@Tags			imports
//	@Param			id	path		string	true	"The import's id"
//	@Success		200	{object}	api.Import	"The import"
//	@Security		bearer
//	@Router			/v1/imports/{id} [get]
func (s *server) getImport(c *gin.Context) error {
	return get(c, c.Param("id"), func(ctx context.Context, who api.Caller, id string) (api.Import, error) {
		i, err := s.svc.ImportByID(ctx, who, id)
		return s.seen(i), err
	})
}

// createImport takes in a file.
//
//	@Summary		Import a file
//	@Description	The file is told by what stands in it: our own CSV, NDJSON and workbooks of pledges, need lines, assessments, incidents, access
//	@Description	constraints, presence, organizations, regions and exchange rates; OCHA's p-codes, people in need, flows and requirements (CSV, and FTS's JSON);
//	@Description	who does what where, AWSD, IPC; IATI 2.03 activities; boundaries as GeoJSON. It is the body itself, with the options in the address, or the part `file` of a form
//	@Description	with the options beside it. Each row of an organization's own records needs what its single write needs: a key records nothing of others.
//	@Description	Published files need the scope coordinate. All rows are recorded or none, unless `keep_good` says otherwise; the same file again
//	@Description	changes nothing. A file of up to 1 MiB is imported at once: 201, and `state` says what became of it. For a larger one it is 202, and
//	@Description	`GET /v1/imports/{id}` says how far it is.
//	@ID				createImport
//	@Tags			imports
//	@Accept			mpfd
//	@Param			file	formData	file	true	"The file"
//	@Param			filter	query		api.ImportRequest	false	"filter"
//	@Success		201		{object}	api.Import	"What became of the file"
//	@Success		202		{object}	api.Import	"It is imported by and by"
//	@Security		bearer[assess] || bearer[coordinate] || bearer[pledge] || bearer[report]
//	@Router			/v1/imports [post]
func (s *server) createImport(c *gin.Context) error {
	if s.cfg.Imports == nil {
		return api.Errorf(api.CodeUnavailable, "This server has no place for files and takes none.")
	}
	in, err := s.receive(c)
	if err != nil {
		return err
	}
	defer in.upload.Discard()
	i, err := s.cfg.Imports.Submit(c.Request.Context(), caller(c), in.upload, in.ask, in.once)
	if err == nil && in.once != nil && in.once.Replayed {
		i, err = s.svc.ImportByID(c.Request.Context(), caller(c), i.ID)
	}
	return s.submitted(c, i, in.once, err)
}

// submitted answers with an import that has ended, or is yet to.
func (s *server) submitted(c *gin.Context, i api.Import, once *api.Once, err error) error {
	if err != nil {
		return err
	}
	replayed(c, once)
	c.Header("Location", pathTo("imports", i.ID))
	status := http.StatusCreated
	if !i.Ended() {
		status = http.StatusAccepted
	}
	return answer(c, status, s.seen(i))
}

// getImportReport answers with the faults of an import.
//
//	@Summary		Read why rows were not taken
//	@Description	Each fault with its row, column, what stands there, what was expected, and the nearest name where there is one, for a person to look at.
//	@Description	As CSV it is the whole report. It is kept for 30 days.
//	@ID				getImportReport
//	@Tags			imports
//	@Param			id	path		string	true	"The import's id"
//	@Param			filter	query		api.ImportFaultFilter	false	"filter"
//	@Success		200	{object}	api.List[api.ImportFault]	"One page of faults"
//	@Security		bearer
//	@Router			/v1/imports/{id}/report [get]
func (s *server) getImportReport(c *gin.Context) error {
	return list(c, func(ctx context.Context, who api.Caller, f api.ImportFaultFilter) (api.List[api.ImportFault], error) {
		return s.svc.ImportFaults(ctx, who, c.Param("id"), f)
	})
}

// transitionImport calls an import off.
//
//	@Summary		Cancel an import
//	@Description	`cancelled`: nothing of it is recorded. One that has ended is a 409.
//	@ID				transitionImport
//	@Tags			imports
//	@Param			id	path		string	true	"The import's id"
//	@Param			transition	body		api.Transition	true	"Where to, and why"
//	@Success		200			{object}	api.Import	"The import in its new state"
//	@Security		bearer[assess] || bearer[coordinate] || bearer[pledge] || bearer[report]
//	@Router			/v1/imports/{id}/transitions [post]
func (s *server) transitionImport(c *gin.Context) error {
	return transition(c, c.Param("id"), func(ctx context.Context, who api.Caller, id string, t api.Transition, once *api.Once) (api.Import, error) {
		if _, err := s.svc.ImportByID(ctx, who, id); err != nil {
			return api.Import{}, err
		}
		if t.To == string(api.ImportCancelled) && s.cfg.Imports != nil {
			s.cfg.Imports.Stop(id)
		}
		return s.svc.TransitionImport(ctx, who, id, t, once)
	})
}
