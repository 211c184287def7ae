package exchange

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// layout is one form of a table, told by the columns it must have.
type layout struct {
	name    string
	kind    api.ImportKind
	columns []string
	read    func(*sheet, *api.ImportSource)
}

// layouts are tried in this order; the first whose columns are all there is
// taken. Published ones come first, then the columns of our own lists.
var layouts = []layout{
	{"global p-codes (OCHA)", api.ImportRegions, []string{"location", "admin level", "p-code", "name", "parent p-code"}, readGlobalRegions},
	{"regions by level", api.ImportRegions, []string{"level", "pcode", "iso3", "parent_pcode"}, readRegions},
	{"people in need by cluster (OCHA HPC)", api.ImportNeeds, []string{"country iso3", "cluster", "category", "in need"}, readClusterNeeds},
	{"people in need by sector, sex and age (OCHA HPC)", api.ImportNeeds, []string{"admin 1 pcode", "sector", "gender", "age range", "in need"}, readSectorNeeds},
	{"flows (OCHA FTS)", api.ImportFlows, []string{"id", "date", "amountusd", "srcorganization", "destlocations", "flowtype", "status"}, readFlows},
	{"requirements by cluster (OCHA FTS)", api.ImportFlows, []string{"countrycode", "code", "startdate", "enddate", "clustercode", "cluster", "requirements", "funding"}, readPlanClusters},
	{"requirements by plan (OCHA FTS)", api.ImportFlows, []string{"countrycode", "code", "startdate", "enddate", "typename", "requirements", "funding"}, readPlanTotals},
	{"exchange rates", api.ImportExchangeRates, []string{"date", "rate", "currency"}, readRates},
	{"who does what, where (OCHA)", api.ImportPresence, []string{"sectors_en", "org_name_en", "org_type_en", "adm1code", "adm2code"}, readPresence},
	{"attacks on aid workers (AWSD)", api.ImportIncidents, []string{"incident id", "year", "month", "day", "country code", "total killed", "total wounded", "total kidnapped"}, readIncidents},
	{"acute food insecurity by area (IPC)", api.ImportFoodSecurity, []string{"date of analysis", "country", "area", "validity period", "from", "to", "phase", "number"}, readFood},
	{"regions (Konbit)", api.ImportRegions, []string{"pcode", "level", "parent", "iso3"}, readOwnRegions},
	{"organizations (Konbit)", api.ImportOrganizations, []string{"code", "name", "type"}, readOwnOrganizations},
	{"pledges (Konbit)", api.ImportPledges, []string{"title", "amount", "currency", "pledged_on"}, readOwnPledges},
	{"assessments (Konbit)", api.ImportAssessments, []string{"title", "method", "period_from", "published_on"}, readOwnAssessments},
	{"incidents (Konbit)", api.ImportIncidents, []string{"category", "title", "region", "period_from"}, readOwnIncidents},
	{"access constraints (Konbit)", api.ImportConstraints, []string{"type", "severity", "region", "period_from"}, readOwnConstraints},
	{"need lines (Konbit)", api.ImportNeeds, []string{"assessment", "region", "sector", "in_need"}, readOwnNeeds},
	{"presence (Konbit)", api.ImportPresence, []string{"organization", "region", "sector", "period_from"}, readOwnPresence},
}

// layout returns the layout that the header tells.
func (s *sheet) layout() (layout, bool) {
	for _, l := range layouts {
		if s.has(l.columns...) {
			return l, true
		}
	}
	return layout{}, false
}

// unknownLayout says what was seen, what it is nearest to and what there is.
func unknownLayout(s *sheet) error {
	var b strings.Builder
	b.WriteString("This is a table of no kind that is known here.")
	if s != nil {
		b.WriteString(" " + s.nearest())
	}
	b.WriteString(" The kinds, with the columns that each must have:")
	for _, l := range layouts {
		b.WriteString("\n  " + string(l.kind) + ", " + l.name + ": " + strings.Join(l.columns, ", "))
	}
	b.WriteString("\nand FTS flows as JSON, IATI 2.03 activities, and our own records as NDJSON.")
	return api.Errorf(api.CodeInvalid, "%s", b.String())
}

// nearest says which layout a header comes nearest to and what is missing for it,
// with the column that is most like each.
func (s *sheet) nearest() string {
	var best layout
	var least []string
	for _, l := range layouts {
		var missing []string
		for _, c := range l.columns {
			if !s.has(c) {
				missing = append(missing, c)
			}
		}
		if share := len(missing) * 100 / len(l.columns); least == nil || share < len(least)*100/len(best.columns) {
			best, least = l, missing
		}
	}
	header := slices.DeleteFunc(slices.Clone(s.header), func(c string) bool { return strings.TrimSpace(c) == "" })
	for i := range header {
		header[i] = clip(strings.TrimSpace(header[i]))
	}
	seen := fmt.Sprintf("Its columns are %s.", firstOf(header))
	if len(least) == len(best.columns) {
		return seen
	}
	missing := make([]string, len(least))
	for i, c := range least {
		missing[i] = fmt.Sprintf("%q", c)
		if like := likest(c, header); like != "" {
			missing[i] += fmt.Sprintf(" (is it %q?)", like)
		}
	}
	return fmt.Sprintf("%s It looks most like %s, %s; for that it has no column %s.", seen, best.kind, best.name, strings.Join(missing, ", "))
}

// likest returns the name that is most like another one, "" if none is.
func likest(name string, among []string) string {
	best, fewest := "", len(name)/2+1
	for _, other := range among {
		if d := apart(foldText(name), foldText(other)); d < fewest {
			best, fewest = other, d
		}
	}
	return best
}

// apart counts the letters to insert, drop or replace between two names.
func apart(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		left := row[0]
		row[0] = i + 1
		for j := range y {
			above, cost := row[j+1], left
			if x[i] != y[j] {
				cost++
			}
			row[j+1] = min(cost, above+1, row[j]+1)
			left = above
		}
	}
	return row[len(y)]
}

func itoa(n int) string { return strconv.Itoa(n) }
