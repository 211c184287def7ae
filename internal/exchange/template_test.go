package exchange

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/konbit-aid/konbit/api"
)

func templateOf(t *testing.T, name string) *excelize.File {
	t.Helper()
	var b bytes.Buffer
	choices := api.TemplateChoices{Regions: []api.Region{{Name: "Haiti", RegionInput: api.RegionInput{Pcode: "HT"}}, {Name: "=Ouest", RegionInput: api.RegionInput{Pcode: "HT01"}}},
		Organizations: []api.Organization{usaid, acted}, Crises: []api.Crisis{{CrisisInput: api.CrisisInput{Code: "hti-2024", Title: "Haiti"}}}}
	if err := WriteTemplate(&b, name, choices); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// asRecord reads a row of a sheet as a reader of our own files does.
func asRecord[T any](t *testing.T, f *excelize.File, sheet string) T {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	table := mustTable[T]()
	for i, name := range rows[0] {
		at := slices.IndexFunc(table.Columns, func(c Column) bool { return c.Name == name })
		if at < 0 || !table.Columns[at].Input {
			t.Fatalf("%s is no column that is read", name)
		}
		if i < len(rows[1]) {
			kind, _ := f.GetCellType(sheet, columnRef(i)+"2")
			rows[1][i] = sameAs(table.Columns[at], rows[1][i], map[bool]excelize.CellType{true: excelize.CellTypeInlineString, false: kind}[kind == excelize.CellTypeSharedString])
		}
	}
	for len(rows[1]) < len(rows[0]) {
		rows[1] = append(rows[1], "")
	}
	var text strings.Builder
	if err := csv.NewWriter(&text).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	s, err := openSheet(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	r, _ := s.next()
	value := table.read(&r)
	if len(r.faults) > 0 {
		t.Fatalf("%+v", r.faults)
	}
	return value
}

func TestTheExampleOfATemplateCanBeRecorded(t *testing.T) {
	p := asRecord[api.Pledge](t, templateOf(t, "pledges"), "example")
	if faults := p.PledgeInput.WithDefaults(api.Caller{}).Validate(); len(faults) > 0 {
		t.Errorf("%+v", faults)
	}
	if diff := cmp.Diff(examplePledge.PledgeInput, p.PledgeInput); diff != "" {
		t.Error(diff)
	}
	f := templateOf(t, "assessments")
	a, n := asRecord[api.Assessment](t, f, "example assessments"), asRecord[api.Need](t, f, "example needs")
	in := api.AssessmentInput{Crisis: a.Crisis, Organization: a.Organization, Title: a.Title, Method: a.Method, Period: a.Period, PublishedOn: a.PublishedOn, Sensitivity: a.Sensitivity,
		Sources: a.Sources, Needs: []api.NeedInput{n.NeedInput}}
	if faults := in.Validate(); len(faults) > 0 || a.ID != n.Assessment {
		t.Errorf("%+v, %s and %s", faults, a.ID, n.Assessment)
	}
}

func TestATemplateHasTheColumnsThatAreRead(t *testing.T) {
	for _, tc := range []struct {
		template, sheet string
		columns         []Column
	}{{"pledges", "pledges", PledgeColumns.Inputs()}, {"assessments", "assessments", AssessmentColumns.Inputs()}, {"assessments", "needs", NeedColumns.Inputs()}} {
		f := templateOf(t, tc.template)
		rows, err := f.GetRows(tc.sheet)
		if err != nil || len(rows) != 1 {
			t.Fatalf("%s: %d rows, %v", tc.sheet, len(rows), err)
		}
		notes, err := f.GetComments(tc.sheet)
		if err != nil || len(notes) != len(tc.columns) {
			t.Errorf("%s: %d notes on %d columns, %v", tc.sheet, len(notes), len(tc.columns), err)
		}
		for i, c := range tc.columns {
			if rows[0][i] != c.Name {
				t.Errorf("%s is %s", rows[0][i], c.Name)
			}
		}
		if panes, _ := f.GetPanes(tc.sheet); !panes.Freeze {
			t.Errorf("the head of %s moves", tc.sheet)
		}
	}
}

func TestATemplateOffersChoices(t *testing.T) {
	f := templateOf(t, "pledges")
	rules, err := f.GetDataValidations("pledges")
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string]string{}
	for _, r := range rules {
		lists[strings.TrimRight(strings.Split(r.Sqref, ":")[0], "0123456789")] = r.Formula1
	}
	offered := func(column string) []string {
		from := lists[columnRef(slices.IndexFunc(PledgeColumns.Inputs(), func(c Column) bool { return c.Name == column }))]
		var sheet, ref string
		var last int
		if _, err := fmt.Sscanf(strings.NewReplacer("!$", " ", "$2:$", " ", "$", " ").Replace(from), "%s %s %s %d", &sheet, &ref, &ref, &last); err != nil {
			t.Fatalf("%s offers %q: %v", column, from, err)
		}
		var all []string
		for line := 2; line <= last; line++ {
			text, _ := f.GetCellValue(sheet, fmt.Sprintf("%s%d", ref, line))
			all = append(all, text)
		}
		return all
	}
	for column, want := range map[string]string{"donor": "[usaid acted]", "recipient": "[usaid acted]", "crisis": "[hti-2024]", "kind": "[financial in_kind]", "stage": "[announced pledged]",
		"earmarking": "[A B C D E F G H I J K L]", "new_money": "[true false]"} {
		if got := fmt.Sprint(offered(column)); got != want {
			t.Errorf("%s offers %s, not %s", column, got, want)
		}
	}
	if got := offered("currency"); len(got) != len(api.Currencies()) || !slices.Contains(got, "HTG") {
		t.Errorf("%d currencies", len(got))
	}
	if needs, _ := templateOf(t, "assessments").GetDataValidations("needs"); len(needs) != 7 {
		t.Errorf("%d lists for need lines", len(needs))
	}
}

func TestATemplateSaysWhichItIs(t *testing.T) {
	f := templateOf(t, "pledges")
	var said []string
	for _, cell := range []string{"A1", "B1", "A2", "B2"} {
		text, _ := f.GetCellValue("konbit", cell)
		said = append(said, text)
	}
	if visible, _ := f.GetSheetVisible("konbit"); visible || fmt.Sprint(said) != "[konbit template pledges version 1]" {
		t.Errorf("%v, visible %v", said, visible)
	}
	if rows, _ := f.GetRows("about"); !strings.Contains(fmt.Sprint(rows), "Who promises; your own organization where it is empty.") {
		t.Error("the columns are not explained")
	}
	if err := WriteTemplate(&bytes.Buffer{}, "nothing", api.TemplateChoices{}); api.CodeOf(err) != api.CodeNotFound {
		t.Error(err)
	}
	if name, _ := f.GetCellValue("lists", "H3"); strings.HasPrefix(name, "=") {
		t.Errorf("a name is %q", name)
	}
}
