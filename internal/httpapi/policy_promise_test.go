package httpapi_test

import (
	"strings"
	"testing"
)

// checkPromises holds the matrix to what the documents promise, whatever the committed table says.
func checkPromises(t *testing.T, probes []probe, rows map[string]string) {
	t.Helper()
	for _, p := range probes {
		row := strings.ReplaceAll(rows[p.operation+"/"+p.subject], " ", "")
		for i, who := range callers() {
			cell := rune(row[i])
			relation, scope, _ := strings.Cut(who, "-")
			for _, broken := range brokenPromises(p, relation, scope, cell) {
				t.Errorf("%s on %q: %s gets %q, but %s", p.operation, p.subject, who, cell, broken)
			}
		}
	}
}

func brokenPromises(p probe, relation, scope string, cell rune) (broken []string) {
	writes := p.method != "GET"
	probes := p.path == "/livez" || p.path == "/readyz" || p.path == "/"
	sensitivity, life, _ := strings.Cut(p.subject, " ")
	about := strings.Contains(p.operation, "Assessment") && p.operation != "createAssessment" || strings.HasSuffix(p.operation, "Need") || strings.HasSuffix(p.operation, "Needs")
	about = about || strings.Contains(p.operation, "Incident") && p.subject != "" && p.operation != "createIncident" || strings.Contains(p.operation, "Constraint") && p.operation != "createAccessConstraint" ||
		strings.Contains(p.operation, "Presence") && p.operation != "createPresence"
	insider := relation == "own" || scope == "coordinate"
	unfinished := life == "draft" || life == "submitted" || life == "rejected" || life == "never submitted"
	promise := func(when, holds bool, what string) {
		if when && !holds {
			broken = append(broken, what)
		}
	}
	promise(relation == "nobody" && writes, cell == keyless, "writing takes a key")
	promise(scope == "closed" && !probes, cell == keyless, "nothing is public here")
	promise(scope == "read" && writes && !strings.Contains(p.operation, "Approval") && p.operation != "transitionKey:own", cell != permitted, "a key that reads does not write")
	if about {
		promise(unfinished && !insider, cell != permitted, "unfinished work is seen by its organization and coordinators alone")
		promise(sensitivity == "restricted" && !insider, cell != permitted, "restricted records are seen by their organization and coordinators alone")
		promise(sensitivity == "partners" && relation == "nobody", cell != permitted, "partners' records are not public")
		promise(writes && relation == "other" && scope != "coordinate" && !strings.HasSuffix(p.operation, ":close"), cell != permitted, "nobody changes another organization's records")
		promise(writes && !insider && (unfinished || sensitivity == "restricted") && relation != "nobody" && scope != "read" && scope != "pledge" && !strings.HasPrefix(p.operation, "create"),
			cell == unseen || cell == denied, "what is not seen is as if it were not there")
	}
	return broken
}
