package exchange

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"github.com/konbit-aid/konbit/api"
)

// layout is one published form of a table, told by the columns it must have.
type layout struct {
	name    string
	kind    api.ImportKind
	columns []string
	read    func(*sheet, *api.ImportSource)
}

// layouts are tried in this order; the first whose columns are all there is taken.
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
}

// isJSON tells whether a file begins as a JSON object does.
func isJSON(in *bufio.Reader) bool {
	head, _ := in.Peek(maxHeader)
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"), []byte("{"))
}

// Open reads the header of a CSV file, or the beginning of a GeoJSON one, and tells which of the known layouts it
// has. Columns may stand in any order and more of them may be there. The rows
// are read from r while the returned sequence is walked. Codes: malformed (not
// CSV), invalid (a layout that is not known here).
func Open(r io.Reader) (api.ImportSource, error) {
	in := bufio.NewReaderSize(r, maxHeader)
	if isJSON(in) {
		return openBoundaries(in)
	}
	s, err := openSheet(in)
	if err != nil {
		return api.ImportSource{}, err
	}
	for _, l := range layouts {
		if s.has(l.columns...) {
			src := api.ImportSource{Kind: l.kind, Layout: l.name}
			l.read(s, &src)
			return src, nil
		}
	}
	return api.ImportSource{}, unknownLayout()
}

func unknownLayout() error {
	var known strings.Builder
	for _, l := range layouts {
		known.WriteString("\n  " + string(l.kind) + ", " + l.name + ": " + strings.Join(l.columns, ", "))
	}
	return api.Errorf(api.CodeInvalid, "The header is none of the layouts that are read here. They have at least these columns:%s", known.String())
}
