package httpapi_test

import "github.com/konbit-aid/konbit/api"

// tellAccess is the part of the story about what keeps aid from people, and who is there all the same.
func (r *recorder) tellAccess() {
	r.key(reporter, "acted", api.ScopeReport)
	at := r.write("createIncident", reporter, "/v1/incidents", `{"reference":"EXAMPLE-INCIDENT-1","crisis":"hti-2024","region":"HT01","category":"violence_against_civilians",
		"title":"Example: a neighbourhood is attacked","period":{"from":"2024-09-07","to":"2024-09-08"},"killed":14,"civilians_killed":12,"injured":6,"displaced":2300,
		"movement":{"to":"HT02"},"sensitivity":"public",`+exampleSource+`}`, "Idempotency-Key: 5d0c0a0e-example-incident-1")
	r.patch("updateIncident", reporter, at, `{"displaced":2450}`)
	r.read("getIncident", at)
	r.read("listIncidentHistory", at+"/history")
	wrong := r.post(reporter, "/v1/incidents", `{"crisis":"hti-2024","region":"HT01","category":"looting","title":"Example: a report in error","period":{"from":"2024-09-06"},`+exampleSource+`}`)
	r.write("transitionIncident", reporter, wrong+"/transitions", `{"to":"withdrawn","reason":"The warehouse was empty: nothing was taken."}`)
	r.write("changeIncidentSensitivity", coordinator, wrong+"/sensitivity", `{"to":"restricted","reason":"Those who reported it could be recognised."}`)
	r.read("listIncidents", "/v1/incidents?crisis=hti-2024&region=HT&category=violence_against_civilians&date_from=2024-09-01&sort=-date")
	r.read("summarizeIncidents", "/v1/incidents/summary?crisis=hti-2024&region=HT&level=1&from=2024-09-01&to=2024-09-30")

	at = r.write("createAccessConstraint", reporter, "/v1/access-constraints", `{"crisis":"hti-2024","region":"HT01","type":"ongoing_insecurity","severity":3,
		"period":{"from":"2024-09-01"},"title":"Example: the roads out of the capital are held","sensitivity":"public",`+exampleSource+`}`)
	r.patch("updateAccessConstraint", reporter, at, `{"severity":4}`)
	r.read("getAccessConstraint", at)
	r.read("listAccessConstraintHistory", at+"/history")
	bridge := r.post(reporter, "/v1/access-constraints", `{"crisis":"hti-2024","region":"HT02","type":"physical_constraints","severity":2,"sectors":["LOG"],
		"period":{"from":"2024-08-20"},"title":"Example: a bridge is down","sensitivity":"public",`+exampleSource+`}`)
	r.write("transitionAccessConstraint", reporter, bridge+"/transitions", `{"to":"lifted","reason":"The bridge is open again.","on":"2024-09-09"}`)
	r.write("changeAccessConstraintSensitivity", coordinator, bridge+"/sensitivity", `{"to":"restricted","reason":"It tells which road convoys take."}`)
	r.read("listAccessConstraints", "/v1/access-constraints?crisis=hti-2024&region=HT&severity_from=3&in_force_on=2024-09-10")

	at = r.write("createPresence", reporter, "/v1/presence", `{"crisis":"hti-2024","region":"HT01","sector":"WSH","period":{"from":"2024-03-01"},
		"activity":"Example: water trucking","sensitivity":"public",`+exampleSource+`}`)
	r.read("getPresence", at)
	left := r.post(reporter, "/v1/presence", `{"crisis":"hti-2024","region":"HT02","sector":"FSC","period":{"from":"2024-03-01"},"sensitivity":"public",`+exampleSource+`}`)
	r.write("transitionPresence", reporter, left+"/transitions", `{"to":"ended","reason":"The project is over.","on":"2024-09-01"}`)
	r.read("listPresenceHistory", left+"/history")
	r.read("listPresence", "/v1/presence?crisis=hti-2024&region=HT&sector=WSH&in_force_on=2024-09-10")
}
