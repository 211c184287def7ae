package httpapi

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

// getCoverage answers with needs and pledges joined.
//
//	@Summary		Read coverage of a crisis
//	@Description	What is needed, pledged, committed, paid and missing per region and sector on a day: one row per region at `level` and sector.
//	@Description	The money of all rows, `unallocated` and `shared` adds up to `totals`, to the cent. Unknown is null, never 0.
//	@Description	`access` is the worst constraint in force: of the region, of those above it and of those below it. `unreachable=true` keeps the rows that are funded
//	@Description	and out of reach, `sort=unmet` ranks them by what is missing per person in need; buckets and totals stay those of the whole question.
//	@Description	In every form but JSON it is the rows alone.
//	@ID				getCoverage
//	@Tags			coverage
//	@Param			filter	query		api.CoverageFilter	false	"filter"
//	@Success		200		{object}	api.Coverage	"One page of coverage"
//	@Produce		json,text/csv,application/geo+json
//	@Router			/v1/coverage [get]
func (s *server) getCoverage(c *gin.Context) error {
	var filter api.CoverageFilter
	places := onMap(s, func(r *api.CoverageRow) string { return r.Region.Pcode })
	how, err := readQuery(c, &filter, formatsOf(places))
	if err != nil {
		return err
	}
	if how != asJSON {
		return stream(c, how, filter, s.coverageRows(inLanguage(c)), places)
	}
	ctx := relief.WithLanguage(c.Request.Context(), inLanguage(c))
	coverage, err := s.svc.Coverage(ctx, caller(c), filter)
	if err != nil {
		return err
	}
	coverage.Next = next(c, coverage.Next)
	return answer(c, http.StatusOK, coverage)
}

// coverageRows loads the rows of coverage alone, for the formats that are a table.
func (s *server) coverageRows(language string) lister[api.CoverageFilter, api.CoverageRow] {
	return func(ctx context.Context, who api.Caller, f api.CoverageFilter) (api.List[api.CoverageRow], error) {
		part, err := s.svc.Coverage(relief.WithLanguage(ctx, language), who, f)
		return api.List[api.CoverageRow]{Data: part.Data, Next: part.Next}, err
	}
}

// explainCoverage answers with the records behind a coverage answer.
//
//	@Summary		Explain coverage
//	@Description	Every record that was counted or left out of a coverage answer with the same parameters, and the reason.
//	@ID				explainCoverage
//	@Tags			coverage
//	@Param			filter	query		api.ExplainFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Explanation]	"One page of records"
//	@Router			/v1/coverage/explain [get]
func (s *server) explainCoverage(c *gin.Context) error { return list(c, s.svc.Explain) }

// getCoverageSeries answers with the totals of coverage through time.
//
//	@Summary		Follow coverage through time
//	@Description	The totals of coverage at one point per step, each as of its day: for plots. At most 120 points.
//	@Description	In every form but JSON it is the points alone.
//	@ID				getCoverageSeries
//	@Tags			coverage
//	@Param			filter	query		api.SeriesFilter	false	"filter"
//	@Success		200		{object}	api.Series	"The points"
//	@Produce		json,text/csv
//	@Router			/v1/coverage/series [get]
func (s *server) getCoverageSeries(c *gin.Context) error {
	var filter api.SeriesFilter
	how, err := readQuery(c, &filter, formatsOf[api.SeriesPoint]())
	if err != nil {
		return err
	}
	series, err := s.svc.Series(c.Request.Context(), caller(c), filter)
	if err != nil {
		return err
	}
	if how == asJSON {
		return answer(c, http.StatusOK, series)
	}
	return table(c, how, series.Data)
}
