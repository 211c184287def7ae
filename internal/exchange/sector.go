package exchange

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/konbit-aid/konbit/api"
)

// foreignCodes are cluster codes of OCHA's HPC tools that are not ours.
var foreignCodes = map[string]api.SectorCode{
	"MPC": "CASH", "MS": api.Multi, "CSS": api.Other, "OTH": api.Other, "COV19": api.Other, "HCT": api.Other,
	"PRO-HTS": "PRO", "AGR": "FSC", "PRO-CPM": "PRO-CPN", "INTERSECTORAL": api.AllSectors,
}

// sectorOfCode finds the sector of a cluster code like WSH, MPC or PRO_GBV.
func sectorOfCode(code string) (api.SectorCode, bool) {
	code = strings.ReplaceAll(strings.ToUpper(code), "_", "-")
	if s := api.SectorCode(code); s.Known() {
		return s, true
	}
	s, ok := foreignCodes[code]
	return s, ok
}

// globalCluster is one of the clusters that FTS knows world-wide.
type globalCluster struct {
	id, name string
	sector   api.SectorCode
}

// globalClusters follow OCHA's "HPC global cluster mapping". Agriculture is
// the food security cluster's, human trafficking is protection's; what has no
// sector of its own is OTHER.
var globalClusters = []globalCluster{
	{"1", "Camp Coordination / Management", "CCM"},
	{"2", "Early Recovery", "ERY"},
	{"3", "Education", "EDU"},
	{"4", "Emergency Shelter and NFI", "SHL"},
	{"5", "Emergency Telecommunications", "TEL"},
	{"6", "Food Security", "FSC"},
	{"7", "Health", "HEA"},
	{"8", "Logistics", "LOG"},
	{"9", "Nutrition", "NUT"},
	{"10", "Protection", "PRO"},
	{"11", "Water Sanitation Hygiene", "WSH"},
	{"12", "Protection - Child Protection", "PRO-CPN"},
	{"13", "Protection - Gender-Based Violence", "PRO-GBV"},
	{"14", "Protection - Housing, Land and Property", "PRO-HLP"},
	{"15", "Protection - Mine Action", "PRO-MIN"},
	{"16", "Multipurpose Cash", "CASH"},
	{"26479", "Multi-sector", api.Multi},
	{"26480", "Coordination and support services", api.Other},
	{"26481", "Other", api.Other},
	{"26512", "Agriculture", "FSC"},
	{"26513", "COVID-19", api.Other},
	{"26546", "Protection - Human Trafficking & Smuggling", "PRO"},
}

// globalByName finds a global cluster by its name.
func globalByName(name string) (globalCluster, bool) {
	name = foldText(name)
	for _, g := range globalClusters {
		if foldText(g.name) == name {
			return g, true
		}
	}
	return globalCluster{}, false
}

// synonym is a name for a sector, as words without accents.
type synonym struct {
	words  []string
	sector api.SectorCode
}

// synonyms are what national plans call their clusters in English, French and
// Spanish; longer names go before shorter ones.
var synonyms = readSynonyms(`
CCM: camp coordination and camp management | camp coordination and management | camp coordination | camp management | coordination et gestion des camps | gestion des camps | coordinacion y gestion de campamentos | cccm | gsat
CASH: multi purpose cash | multipurpose cash | cash a usage multiple | cash a usages multiples | transfert d especes a usages multiples | transfert d espece a usage multiple | transferencias monetarias | cash | teum | mpc
EDU: education | educacion
ERY: early recovery and livelihoods | early recovery | relevement immediat et moyens de subsistance | relevement precoce | relevement rapide | relevement immediat | relevement | recuperacion temprana
FSC: food security and livelihoods | food security and agriculture | food security and emergency agriculture | emergency agriculture | food security | food assistance | food aid | securite alimentaire et moyens de subsistance | securite alimentaire | seguridad alimentaria | aide alimentaire | agriculture
HEA: health | sante | salud
LOG: logistics | logistique | logistica
MULTI: multi sector | multisector | multisectoral | multi sectoral | multisectoriel | multisectorielle | multisectorial | multi cluster
NUT: nutrition | nutricion
OTHER: coordination soutien thematique et support au systeme | coordination and support services | coordination and sector services | coordination and common services | coordination and transition | coordination | coordinacion | support services | services communs
PRO: protection generale | general protection | protection | proteccion
PRO-CPN: child protection | protection de l enfance | protection de l enfant | protection des enfants | proteccion de la infancia
PRO-GBV: gender based violence | violences basees sur le genre | violence basee sur le genre | violencia basada en genero | gbv | vbg
PRO-HLP: housing land and property | logement terres et propriete | logement terre et biens | logement terre et propriete | hlp | ltb
PRO-MIN: mine action | lutte antimines | lutte anti mines | action contre les mines
SHL: emergency shelter and essential nfis | emergency shelter and nfis | emergency shelter and nfi | shelter and non food items | shelter non food items | shelter and nfis | shelter and nfi | shelter nfis | shelter nfi | abris et biens non alimentaires | abris et articles non alimentaires | emergency shelter | shelter | abris | non food items | biens non alimentaires | articles non alimentaires | alojamiento | nfis | nfi | bna | ame | ana
TEL: emergency telecommunications | emergency telecommunication services | emergency telecommunication | telecommunications d urgence | telecommunications | telecomunicaciones | and etc
WSH: water sanitation and hygiene | water sanitation hygiene | water and sanitation | water sanitation | eau potable assainissement et hygiene | eau hygiene et assainissement | eau assainissement et hygiene | eau hygiene assainissement | agua saneamiento e higiene | wash | epah | eha | eah | watsan
`)

func readSynonyms(table string) []synonym {
	var all []synonym
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		code, names, _ := strings.Cut(line, ": ")
		for _, name := range strings.Split(names, " | ") {
			all = append(all, synonym{strings.Fields(name), api.SectorCode(code)})
		}
	}
	return all
}

// sectorOfName finds the sector of a cluster's free name. A name that names
// several sectors is MULTI, one that names none OTHER; sure tells whether it
// names exactly one.
func sectorOfName(name string) (sector api.SectorCode, sure bool) {
	words := strings.Fields(foldText(name))
	found := map[api.SectorCode]bool{}
	for i := 0; i < len(words); {
		longest := synonym{}
		for _, s := range synonyms {
			if len(s.words) > len(longest.words) && startsWith(words[i:], s.words) {
				longest = s
			}
		}
		if longest.words == nil {
			i++
			continue
		}
		found[longest.sector] = true
		i += len(longest.words)
	}
	for s := range found {
		if strings.HasPrefix(string(s), "PRO-") {
			delete(found, "PRO") // "Protection - Child Protection" is child protection
		}
	}
	switch len(found) {
	case 0:
		return api.Other, false
	case 1:
		for s := range found {
			return s, true
		}
	}
	return api.Multi, false
}

func startsWith(words, prefix []string) bool {
	if len(words) < len(prefix) {
		return false
	}
	for i, w := range prefix {
		if words[i] != w {
			return false
		}
	}
	return true
}

// foldText makes names comparable: small letters without accents, words parted by one blank.
func foldText(t string) string {
	var b strings.Builder
	gap := false
	for _, c := range norm.NFD.String(strings.ToLower(t)) {
		switch {
		case unicode.Is(unicode.Mn, c):
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(c)
		default:
			gap = true
		}
	}
	return b.String()
}
