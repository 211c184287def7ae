package exchange

import (
	"testing"

	"github.com/konbit-aid/konbit/api"
)

func TestNeedsByCluster(t *testing.T) {
	src := open(t, "Country ISO3,Admin 1 PCode,Admin 2 PCode,Description,Cluster,Category,Population,In Need,Targeted,Affected,Reached,Info\n"+
		"HTI,,,Final HNRP,ALL,,12000000,6414193,4200000,,,\n"+
		"HTI,HT01,,Cash,MPC,total,,100,N/A,,,\n"+
		"HTI,HT01,HT0111,GBV,PRO_GBV,Female,,10.5,-,20,5,\n"+
		"HTI,,,Multi,MS,IDP - Total,,7,,,,\n"+
		"HTI,,,Health,HEA,Children - Female,,7,,,,\n"+
		"HTI,,,Refugees,,,,7,,,,No cluster for entity 7454\n"+
		"HTI,,,Education,EDU,,900,,,,,\n"+
		"HTI,,,Something,XYZ,,,7,,,,\n"+
		"HTI,,,Wrong,WSH,,,12 in all,-3,,,\n")
	rows := all(t, src.Needs)
	line := func(region string, sector api.SectorCode, group, sex string) api.NeedInput {
		return api.NeedInput{Region: region, Sector: sector, Group: group, Sex: sex, Age: "all"}
	}
	total := line("", "ALL", "ALL", "all")
	total.InNeed, total.Targeted = some(6_414_193), some(4_200_000)
	cash := line("HT01", "CASH", "ALL", "all")
	cash.InNeed = some(100)
	gbv := line("HT0111", "PRO-GBV", "ALL", "f")
	gbv.InNeed, gbv.Affected, gbv.Reached = some(11), some(20), some(5)
	idp := line("", "MULTI", "IDP", "all")
	idp.InNeed = some(7)
	for i, want := range []api.NeedInput{total, cash, gbv, idp} {
		same(t, rows[i].Value.Need, want)
	}
	same(t, rows[2].Notes, []string{"in need 10.5 is kept as 11: people are whole"})
	for i, about := range map[int]string{4: "Children - Female", 5: "No cluster for entity 7454", 6: "Education"} {
		if rows[i].Skip == "" || rows[i].About != about || len(rows[i].Faults) > 0 {
			t.Errorf("row %d should be skipped for %q: %+v", rows[i].Line, about, rows[i])
		}
	}
	if f := rows[7].Faults; len(f) != 1 || f[0].Code != "unknown_sector" {
		t.Errorf("%+v", f)
	}
	if f := rows[8].Faults; len(f) != 2 || f[0].Pointer != "in need" || f[1].Pointer != "targeted" {
		t.Errorf("%+v", f)
	}
}

func TestNeedsBySectorSexAndAge(t *testing.T) {
	src := open(t, "Admin 1 PCode,Admin 2 PCode,Sector,Gender,Age Range,Min Age,Max Age,Disabled,Population Group,Population,In Need,Targeted,Affected,Reached\n"+
		"#adm1+code,#adm2+code,#sector+code,#gender+code,#age+range,#age+min,#age+max,#is_disabled,#population_group+code,#population,#inneed,#targeted,#affected,#reached\n"+
		",,ALL,a,ALL,,,a,ALL,22411919,7107194,4081412,12000000,\n"+
		"ML01,ML0101,PRO_CPM,f,0-17,0,17,a,IDP,4845247.096,5,,,\n"+
		"ML01,,HEA,m,65+,65,,y,ALL,,5,,,\n"+
		"ML01,,HEA,m,0-17,0,17,a,XXX,,5,,,\n")
	rows := all(t, src.Needs)
	same(t, rows[1].Value, api.NeedRow{Description: "ALL", Need: api.NeedInput{Sector: "ALL", Group: "ALL", Sex: "all", Age: "all",
		InNeed: some(7_107_194), Targeted: some(4_081_412), Affected: some(12_000_000)}})
	same(t, rows[2].Value, api.NeedRow{Country: "MLI", Description: "PRO_CPM", Need: api.NeedInput{Region: "ML0101", Sector: "PRO-CPN", Group: "IDP", Sex: "f", Age: "0-17",
		InNeed: some(5)}})
	if len(rows[2].Notes) != 0 {
		t.Error("the population is not stored, so nothing about it is said")
	}
	if rows[0].Skip == "" || rows[3].Skip == "" || len(rows[4].Faults) != 1 || rows[4].Faults[0].Pointer != "population group" {
		t.Errorf("%+v", rows)
	}
}

func TestCategoriesSayGroupAndSexOrNothing(t *testing.T) {
	for category, want := range map[string][2]string{
		"": {"ALL", "all"}, "total": {"ALL", "all"}, "Female": {"ALL", "f"}, "IDP - Total": {"IDP", "all"}, "Female - Refugees": {"REF", "f"},
		"Hostcommunities": {"HST", "all"}, "Returnees": {"RET", "all"},
	} {
		if group, sex, ok := groupOf(category); !ok || group != want[0] || sex != want[1] {
			t.Errorf("%q is %s %s %v", category, group, sex, ok)
		}
	}
	for _, category := range []string{"Children", "Adult - Female", "IDP - Refugees", "Female - Male", "People with Disabilities", "Total - Iran (District of Return)", "Total Households"} {
		if _, _, ok := groupOf(category); ok {
			t.Errorf("%q cannot be said by group and sex", category)
		}
	}
}

func TestNamesOfClustersInThreeLanguages(t *testing.T) {
	for name, want := range map[string]api.SectorCode{
		"Sécurité alimentaire": "FSC", "AGRICULTURE ": "FSC", "Eau Potable, Assainissement et Hygiène": "WSH", "WASH COVID-19": "WSH",
		"Abris et BNA": "SHL", "ABRIS ET BIENS NON ALIMENTAIRES": "SHL", "Shelter/NFI": "SHL", "CAMP COORDINATION AND CAMP MANAGEMENT(CCCM)": "CCM",
		"Cash à Usage Multiple": "CASH", "Relèvement Immédiat et Moyens de Subsistance": "ERY", "Accès et logistique": "LOG", "Éducation": "EDU",
		"Protection - Child Protection": "PRO-CPN", "Violence Basée sur le Genre (VBG)": "PRO-GBV", "SANTÉ": "HEA", "Salud": "HEA",
		"Coordination, soutien thématique et support au système": "OTHER", "Multisector for Migrants and Returnees.": "MULTI",
	} {
		if got, sure := sectorOfName(name); got != want || !sure {
			t.Errorf("%q is %s (%v), want %s", name, got, sure, want)
		}
	}
	for name, want := range map[string]api.SectorCode{
		"CCCM/SHELTER/PROTECTION": "MULTI", "FOOD SECURITY AND NUTRITION": "MULTI", "LOGISTICS AND ETC": "MULTI", "Cholera": "OTHER", "": "OTHER",
	} {
		if got, sure := sectorOfName(name); got != want || sure {
			t.Errorf("%q is %s (%v), want %s and a remark", name, got, sure, want)
		}
	}
}
