package exchange

import (
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// readPlanTotals reads FTS's requirements by plan and year.
func readPlanTotals(s *sheet, src *api.ImportSource) {
	src.Plans = walk(s, func(r *record) api.PlanLine {
		p := r.plan()
		p.Breakdown, p.Part, p.Sector = "total", api.PlanTotal, api.AllSectors
		p.Type = appealType(r.text("typename"))
		return p
	})
}

// readPlanClusters reads FTS's requirements by cluster. The file of global
// clusters and that of a plan's own clusters have the same columns: it is the
// global one if every cluster in it is global. That takes the whole file, which
// is a few hundred rows.
func readPlanClusters(s *sheet, src *api.ImportSource) {
	src.Plans = func(yield func(api.Row[api.PlanLine]) bool) {
		rows := slices.Collect(iter.Seq[api.Row[api.PlanLine]](walk(s, func(r *record) api.PlanLine { return r.planCluster() })))
		breakdown := "global"
		for _, row := range rows {
			if row.Value.Part == api.PlanCluster && row.Value.Breakdown == "cluster" {
				breakdown = "cluster"
			}
		}
		for _, row := range rows {
			row.Value.Breakdown = breakdown
			if !yield(row) {
				return
			}
		}
	}
}

func (r *record) planCluster() api.PlanLine {
	p := r.plan()
	p.Cluster, p.ClusterCode = r.oneLine("cluster"), r.text("clustercode")
	p.Part = api.PlanCluster
	switch folded := foldText(p.Cluster); {
	case folded == "":
		r.fault("cluster", "required", "This cell must not be empty.")
	case p.ClusterCode == "" && folded == "not specified":
		p.Part, p.Sector = api.PlanUnspecified, api.AllSectors
	case p.ClusterCode == "" && strings.HasPrefix(folded, "multiple clusters"):
		p.Part, p.Sector = api.PlanShared, api.Multi
	default:
		r.planSector(&p)
	}
	return p
}

// planSector finds the sector of a cluster, global or a plan's own.
func (r *record) planSector(p *api.PlanLine) {
	if g, ok := globalByName(p.Cluster); ok && g.id == p.ClusterCode {
		p.Breakdown, p.Sector = "global", g.sector
		if known, ok := api.SectorOf(g.sector); ok && (known.HPCID == nil || strconv.Itoa(*known.HPCID) != g.id) {
			r.note("cluster " + p.Cluster + " is recorded as " + string(g.sector))
		}
		return
	}
	sure := false
	p.Breakdown = "cluster"
	if p.Sector, sure = sectorOfName(p.Cluster); !sure {
		r.note("cluster " + p.Cluster + " is recorded as " + string(p.Sector))
	}
}

func (r *record) plan() api.PlanLine {
	country, _ := r.country("countrycode", r.need("countrycode"))
	p := api.PlanLine{
		Country: country.ISO3, Code: r.text("code"), Title: r.oneLine("name"),
		StartsOn: r.date("startdate"), EndsOn: r.date("enddate"),
		Required: r.dollars("requirements"), Funded: r.dollars("funding"),
	}
	p.Year, _ = r.whole("year")
	if p.Code == "" {
		r.leave("money outside of any plan", r.text("year"))
	}
	r.notNegative("requirements", p.Required)
	r.notNegative("funding", p.Funded)
	return p
}

func (r *record) notNegative(column string, amount *api.Cents) {
	if amount != nil && *amount < 0 {
		r.fault(column, "negative", "This amount is below zero.")
	}
}

// appealType maps FTS's names of plan types.
func appealType(name string) api.AppealType {
	switch folded := foldText(name); {
	case strings.HasPrefix(folded, "humanitarian needs and response plan"):
		return "humanitarian_needs_and_response_plan"
	case strings.HasPrefix(folded, "humanitarian response plan"):
		return "humanitarian_response_plan"
	case strings.HasPrefix(folded, "flash appeal"):
		return "flash_appeal"
	case strings.HasPrefix(folded, "consolidated appeal"):
		return "consolidated_appeal"
	case strings.HasPrefix(folded, "strategic response plan"):
		return "strategic_response_plan"
	case strings.HasPrefix(folded, "regional refugee"), strings.HasPrefix(folded, "refugee response plan"):
		return "refugee_response_plan"
	case strings.HasPrefix(folded, "regional response plan"):
		return "regional_response_plan"
	}
	return "other"
}
