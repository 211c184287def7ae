// Package httpapi is a small API for the tests of the pipeline.
package httpapi

//	@title			Mini
//	@version		1
//	@description	One line.
//	@description
//	@description	The rest.
//	@license.name	Apache-2.0
//	@tag.name		pledges
//	@tag.description	Promises.
//	@securityDefinitions.apikey	bearer
//	@in							header
//	@name						Authorization

const maxRepeats = 100

var listFormats = []string{"json", "csv"}

// listPledges lists.
//
//	@Summary		List pledges
//	@Description	By id.
//	@ID				listPledges
//	@Tags			pledges
//	@Param			filter	query	api.PledgeFilter	false	"filter"
//	@Success		200	{object}	api.List[api.Pledge]	"A page"
//	@Router			/v1/pledges [get]
func listPledges() {}

// createPledge records.
//
//	@Summary		Record a pledge
//	@Description	Once.
//	@ID				createPledge
//	@Tags			pledges
//	@Param			pledge	body	api.PledgeInput	true	"What is promised"
//	@Success		201	{object}	api.Pledge	"As recorded"
//	@Security		bearer[pledge]
//	@Router			/v1/pledges [post]
func createPledge() {}

// updatePledge changes.
//
//	@Summary		Change a pledge
//	@ID				updatePledge
//	@Tags			pledges
//	@Param			id		path	string			true	"The id"
//	@Param			patch	body	api.PledgeInput	true	"The fields"
//	@Success		200	{object}	api.Pledge	"As changed"
//	@Router			/v1/pledges/{id} [patch]
func updatePledge() {}
