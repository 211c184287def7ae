package api

// OrganizationType says what kind of body an organization is.
type OrganizationType string

// OrganizationTypes lists the types, after OCHA's "Organization Types".
var OrganizationTypes = []OrganizationType{
	"academic", "civil_society", "donor", "embassy", "government", "international_ngo", "international_organization",
	"local_ngo", "media", "military", "national_ngo", "other", "pooled_fund", "private_sector", "red_cross_red_crescent",
	"religious", "united_nations",
}

// OrganizationInput is an organization as it is recorded.
type OrganizationInput struct {
	// Code is the short name in addresses: a-z, 0-9, dot, dash, underscore.
	Code    string           `json:"code" example:"usaid"`
	Name    string           `json:"name" example:"United States Agency for International Development"`
	Acronym Opt              `json:"acronym" example:"USAID"`
	Type    OrganizationType `json:"type" example:"government"`
	// Country is the three-letter code of the seat; null for an international body.
	Country Opt `json:"country" example:"USA"`
	// IATIID is the organisation's identifier in IATI.
	IATIID Opt `json:"iati_id" example:"US-GOV-1"`
}

// Organization is a donor, an NGO, a UN body, a government or the like.
type Organization struct {
	OrganizationInput
	Meta
}

// Validate reports every wrong field.
func (in OrganizationInput) Validate() Fields {
	var f Fields
	f.SlugCode("/code", in.Code)
	f.Text("/name", in.Name, true, MaxTitle)
	f.Text("/acronym", string(in.Acronym), false, MaxCode)
	Known(&f, "/type", in.Type, OrganizationTypes)
	if c, ok := CountryOf(string(in.Country)); in.Country != "" && (!ok || c.ISO3 != string(in.Country)) {
		f.Add("/country", "unknown_country", "%q is not a three-letter country code like HTI.", string(in.Country))
	}
	f.Text("/iati_id", string(in.IATIID), false, MaxTitle)
	return f
}

// OrganizationFilter selects organizations.
type OrganizationFilter struct {
	Page
	Code    []string           `form:"code" names:"organization"`
	Type    []OrganizationType `form:"type"`
	Country []string           `form:"country"`
	// Q is a text that the name, the acronym or the code contains.
	Q    string `form:"q"`
	Sort string `form:"sort" enums:"code,-code"`
}
