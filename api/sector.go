package api

// SectorCode is a humanitarian cluster or sector, in the codes of HDX.
type SectorCode string

// Sectors with a meaning of their own in coverage.
const (
	AllSectors SectorCode = "ALL"   // intersectoral: the total over all sectors
	Multi      SectorCode = "MULTI" // several sectors, not split
	Other      SectorCode = "OTHER" // none of the others
)

// Sector is a sector with its names and its codes elsewhere.
type Sector struct {
	Code SectorCode `json:"code" example:"WSH"`
	// Name is in the language asked for.
	Name  string `json:"name" example:"Water, Sanitation and Hygiene"`
	Names Names  `json:"names"`
	// HPCID is the global cluster's id in OCHA's HPC tools and FTS.
	HPCID *int `json:"hpc_id" example:"11"`
	// IATICode is the code in IATI's sector vocabulary 10 (humanitarian global clusters).
	IATICode Opt `json:"iati_code" example:"11"`
}

// SectorFilter selects sectors.
type SectorFilter struct {
	Page
	Code []SectorCode `form:"code"`
	Q    string       `form:"q"`
	Sort string       `form:"sort" enums:"code"`
}

// Known tells whether the code is a sector of Konbit.
func (c SectorCode) Known() bool {
	_, ok := SectorOf(c)
	return ok
}

// SectorOf finds a sector by its code.
func SectorOf(c SectorCode) (Sector, bool) {
	for _, s := range Sectors {
		if s.Code == c {
			return s, true
		}
	}
	return Sector{}, false
}

func sector(code SectorCode, hpc int, iati Opt, en, fr, es, ht Opt) Sector {
	s := Sector{Code: code, Name: string(en), Names: Names{EN: en, FR: fr, ES: es, HT: ht}, IATICode: iati}
	if hpc != 0 {
		s.HPCID = &hpc
	}
	return s
}

// Sectors lists every sector in the order of the codes. Codes, English and
// French names and the IATI codes follow OCHA's "Global Coordination Groups";
// HPC ids follow OCHA's global cluster mapping; the Spanish and Haitian Creole
// names are ours.
var Sectors = []Sector{
	sector("ALL", 0, "", "All sectors (intersectoral)", "Tous secteurs (intersectoriel)", "Todos los sectores (intersectorial)", "Tout sektè (ant sektè)"),
	sector("CASH", 16, "", "Multipurpose Cash", "Transferts monétaires à usages multiples", "Transferencias monetarias multipropósito", "Lajan kach pou tout bezwen"),
	sector("CCM", 1, "1", "Camp Coordination and Management", "Coordination et gestion des camps", "Coordinación y gestión de campamentos", "Kowòdinasyon ak jesyon kan"),
	sector("EDU", 3, "3", "Education", "Éducation", "Educación", "Edikasyon"),
	sector("ERY", 2, "2", "Early Recovery", "Relèvement rapide", "Recuperación temprana", "Relèvman bonè"),
	sector("FSC", 6, "6", "Food Security", "Sécurité alimentaire", "Seguridad alimentaria", "Sekirite alimantè"),
	sector("HEA", 7, "7", "Health", "Santé", "Salud", "Sante"),
	sector("LOG", 8, "8", "Logistics", "Logistique", "Logística", "Lojistik"),
	sector("MULTI", 26479, "", "Multi-sector", "Multisectoriel", "Multisectorial", "Plizyè sektè"),
	sector("NUT", 9, "9", "Nutrition", "Nutrition", "Nutrición", "Nitrisyon"),
	sector("OTHER", 26481, "", "Other", "Autre", "Otro", "Lòt"),
	sector("PRO", 10, "10", "Protection", "Protection", "Protección", "Pwoteksyon"),
	sector("PRO-CPN", 12, "5403", "Child Protection", "Protection de l'enfance", "Protección de la infancia", "Pwoteksyon timoun"),
	sector("PRO-GBV", 13, "5404", "Gender-Based Violence", "Violences basées sur le genre", "Violencia de género", "Vyolans ki baze sou sèks"),
	sector("PRO-HLP", 14, "5405", "Housing, Land and Property", "Logement, terre et biens", "Vivienda, tierra y propiedad", "Lojman, tè ak byen"),
	sector("PRO-MIN", 15, "5406", "Mine Action", "Action contre les mines", "Acción contra las minas", "Aksyon kont min"),
	sector("SHL", 4, "4", "Emergency Shelter and NFI", "Abris d'urgence et articles non alimentaires", "Alojamiento de emergencia y artículos no alimentarios", "Abri ijans ak atik ki pa manje"),
	sector("TEL", 5, "5", "Emergency Telecommunications", "Télécommunications d'urgence", "Telecomunicaciones de emergencia", "Telekominikasyon ijans"),
	sector("WSH", 11, "11", "Water, Sanitation and Hygiene", "Eau, assainissement et hygiène", "Agua, saneamiento e higiene", "Dlo, asenisman ak ijyèn"),
}

func (f *Fields) sector(pointer string, c SectorCode) {
	if c == "" {
		f.Add(pointer, "required", "A sector code like WSH is required; GET /v1/sectors lists them.")
	} else if !c.Known() {
		f.Add(pointer, "unknown_sector", "%q is not a sector; GET /v1/sectors lists them.", string(c))
	}
}
