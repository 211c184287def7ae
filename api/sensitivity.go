package api

import "slices"

// SensitivityChange asks for another sensitivity of a record.
type SensitivityChange struct {
	// To is the sensitivity that the record is to have.
	To Sensitivity `json:"to" example:"restricted"`
	// Reason is kept in the history.
	Reason string `json:"reason" example:"Armed men asked for the names of those who were interviewed."`
}

// Validate reports every wrong field.
func (c SensitivityChange) Validate() Fields {
	var f Fields
	Known(&f, "/to", c.To, Sensitivities)
	f.Text("/reason", c.Reason, true, MaxText)
	return f
}

// Opener tells whether the sensitivity lets more people see than another one does.
func (s Sensitivity) Opener(than Sensitivity) bool {
	return slices.Index(Sensitivities, s) < slices.Index(Sensitivities, than)
}

// ShieldInput hides an area from the public, or asks to show it again.
type ShieldInput struct {
	// Shielded is true if left out.
	Shielded *bool `json:"shielded" example:"true"`
	// Reason is kept in the history.
	Reason string `json:"reason" example:"Figures per quarter were used to plan attacks."`
}

// WithDefaults fills in what may be left out.
func (in ShieldInput) WithDefaults() ShieldInput {
	if in.Shielded == nil {
		yes := true
		in.Shielded = &yes
	}
	return in
}

// Validate reports every wrong field.
func (in ShieldInput) Validate() Fields {
	var f Fields
	f.Text("/reason", in.Reason, true, MaxText)
	return f
}

// Shield is whether an area is hidden from the public.
type Shield struct {
	// Region is the area, with all regions below it.
	Region   string `json:"region" example:"HT0111"`
	Shielded bool   `json:"shielded" example:"true"`
	// Organization asked for it.
	Organization string `json:"organization" example:"ocha"`
	Reason       string `json:"reason" example:"Figures per quarter were used to plan attacks."`
	Meta
}

// ShieldFilter selects shields: by default those that hold.
type ShieldFilter struct {
	Page
	// Region selects the shields of a region and of those below it.
	Region   []string `form:"region"`
	Shielded *bool    `form:"shielded"`
	Sort     string   `form:"sort" enums:"region,-region"`
}
