package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzhttp"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/exchange"
	"github.com/konbit-aid/konbit/internal/relief"
)

// listTemplates answers with the workbooks that can be filled in.
//
//	@Summary		List templates
//	@Description	Workbooks to fill in and import, in the order of their names.
//	@ID				listTemplates
//	@Tags			templates
//	@Param			filter	query		api.TemplatesFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Template]	"One page of templates"
//	@Router			/v1/templates [get]
func (s *server) listTemplates(c *gin.Context) error {
	return list(c, builtIn(func(f api.TemplatesFilter) (api.List[api.Template], error) {
		return s.svc.Templates(exchange.Templates(), f)
	}))
}

// getTemplate answers with a workbook to fill in.
//
//	@Summary		Download a template
//	@Description	A workbook whose columns are those that the list writes as CSV, as far as they are read: what is filled in can be imported as it is.
//	@Description	`crisis` offers that crisis's regions and appeals to choose from. Names are in the language of `Accept-Language`.
//	@ID				getTemplate
//	@Tags			templates
//	@Param			template	path		string	true	"The template's file, like pledges.xlsx"
//	@Param			filter	query		api.TemplateFilter	false	"filter"
//	@Produce		application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Success		200		{file}	file	"The workbook"
//	@Router			/v1/templates/{template} [get]
func (s *server) getTemplate(c *gin.Context) error {
	var filter api.TemplateFilter
	name, isBook := strings.CutSuffix(c.Param("template"), ".xlsx")
	if _, err := readQuery(c, &filter, []format{asXLSX}); err != nil {
		return err
	}
	if !isBook {
		return api.NotFound("template", c.Param("template"))
	}
	choices, err := s.svc.TemplateChoices(relief.WithLanguage(c.Request.Context(), inLanguage(c)), caller(c), filter)
	if err != nil {
		return err
	}
	return s.book(c, name, choices)
}

func (s *server) book(c *gin.Context, name string, choices api.TemplateChoices) error {
	var book bytes.Buffer
	if err := exchange.WriteTemplate(&book, name, choices); err != nil {
		return err
	}
	c.Header(gzhttp.HeaderNoCompression, "1")
	c.Header("Content-Disposition", `attachment; filename="konbit-`+name+`.xlsx"`)
	return answerBytes(c, http.StatusOK, []string{mediaTypes[asXLSX]}, s.templateTag(name, choices), book.Bytes())
}

// templateTag names what a template was made of: the bytes of two workbooks that say the same are not the same.
func (s *server) templateTag(name string, choices api.TemplateChoices) string {
	made, err := json.Marshal([]any{name, s.cfg.Version, choices})
	if err != nil {
		panic(err) // records are always JSON
	}
	return entityTag(0, made)
}
