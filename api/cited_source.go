package api

// CitedSource is a publication that records rest on. Records cite it by value;
// the same address, or without one the same publisher, title and day, is one source.
type CitedSource struct {
	// ID follows from what identifies the source, so it is the same everywhere and always.
	ID        string `json:"id" example:"5f3c1a52-7d0e-5b0a-9a54-6f0e6a1c2b77"`
	Publisher string `json:"publisher" example:"OCHA"`
	// Title, publisher and day are those of the first record that cited it.
	Title       string `json:"title" example:"Haiti: Humanitarian Needs and Response Plan 2024"`
	URL         Opt    `json:"url" example:"https://reliefweb.int/report/haiti"`
	PublishedOn Date   `json:"published_on" example:"2024-02-27"`
	// Citations is how often the records that the reader may see cite it.
	Citations int `json:"citations" example:"3"`
	// Grades are those that these records give it, best first.
	Grades []SourceGrade `json:"grades"`
}

// SourceGrade is one grade that a source was given, and how often.
type SourceGrade struct {
	// Reliability grades the publisher, A to F.
	Reliability string `json:"reliability" enums:"A,B,C,D,E,F" example:"A"`
	// Credibility grades the statement, 1 to 6.
	Credibility int `json:"credibility" minimum:"1" maximum:"6" example:"2"`
	Citations   int `json:"citations" example:"3"`
}

// Citation is one record that rests on a source.
type Citation struct {
	// Resource is the list that the record is in, as in its address.
	Resource string `json:"resource" example:"assessments"`
	// ID is the record's id, or its code.
	ID    string `json:"id" example:"01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	Title string `json:"title" example:"Haiti: people in need 2024"`
	// Path is the record's address.
	Path string `json:"path" example:"/v1/assessments/01928f6e-7b1a-7c3e-9d55-2f1c7a9e4b10"`
	// Reliability grades the publisher, A to F.
	Reliability string `json:"reliability" enums:"A,B,C,D,E,F" example:"A"`
	// Credibility grades the statement, 1 to 6.
	Credibility int `json:"credibility" minimum:"1" maximum:"6" example:"2"`
	// Quote is what the publication says, word for word.
	Quote Opt `json:"quote" example:"5.5 million people need humanitarian assistance."`
}

// SourceFilter selects sources.
type SourceFilter struct {
	Page
	// Publisher is who published it, word for word.
	Publisher []string `form:"publisher"`
	// URL finds the source of an address, however it is written.
	URL string `form:"url"`
	// Reliability selects the sources that some record grades so.
	Reliability     []string `form:"reliability" enums:"A,B,C,D,E,F"`
	PublishedOnFrom Date     `form:"published_on_from"`
	PublishedOnTo   Date     `form:"published_on_to"`
	// Q is a text that publisher, title or address contain.
	Q    string `form:"q"`
	Sort string `form:"sort" enums:"id,-id,published_on,-published_on"`
}

// CitationFilter selects the records that rest on a source.
type CitationFilter struct {
	Page
	// Resource narrows to records of some lists.
	Resource []string `form:"resource"`
}
