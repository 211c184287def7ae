package api

// TemplateVersion counts the changes of the templates' columns. It stands in a
// hidden sheet of each, so that a filled-in old one is told apart.
const TemplateVersion = 1

// Template is a workbook to fill in and import.
type Template struct {
	Name  string `json:"name" example:"pledges"`
	Title string `json:"title" example:"Pledges"`
	About string `json:"about" example:"One row a pledge."`
	// Path is where the workbook is; with ?crisis= it offers the regions of a crisis.
	Path    string `json:"path" example:"/v1/templates/pledges.xlsx"`
	Version int    `json:"version" example:"1"`
}

// TemplatesFilter selects templates.
type TemplatesFilter struct {
	Page
}

// TemplateFilter says whom a template is for.
type TemplateFilter struct {
	// Crisis is whose regions and appeals the template offers to choose from.
	Crisis string `form:"crisis"`
}

// TemplateChoices is what the lists of a template offer beside the built-in ones.
type TemplateChoices struct {
	Crises        []Crisis
	Appeals       []Appeal
	Regions       []Region
	Organizations []Organization
}
