package relief

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/store"
)

// contest is what makes lines compete: their crisis and key.
type contest struct {
	crisis string
	key    api.NeedKey
}

// judge says of each line whether it is the current one of its key, and why.
// rivals are all lines that count and have the key of one of these.
func judge(needs []api.Need, rivals []store.Rival) {
	fields := map[contest][]store.Rival{}
	for _, r := range rivals {
		c := contest{r.Crisis, r.Key}
		fields[c] = append(fields[c], r)
	}
	for _, field := range fields {
		slices.SortFunc(field, func(a, b store.Rival) int { return cmp.Compare(b.Rank, a.Rank) })
	}
	for i := range needs {
		n := &needs[i]
		field := fields[contest{n.Crisis, n.Key()}]
		at := slices.IndexFunc(field, func(r store.Rival) bool { return r.ID == n.ID })
		if at < 0 {
			continue
		}
		chosen, why := at == 0, api.Verdict{Code: api.OnlyFigure, Detail: "No other figure counts for this place, sector, group, sex and age."}
		switch {
		case !chosen:
			why = verdict(field[0], field[at])
		case len(field) > 1:
			why = verdict(field[0], field[1])
		}
		n.Chosen, n.ChosenBecause, n.Sources = &chosen, &why, field[at].Sources
	}
}

// verdict names the first thing that tells the chosen figure from another one,
// in the order in which the rank looks at them.
func verdict(chosen, other store.Rival) api.Verdict {
	say := func(code, format string, args ...any) api.Verdict {
		return api.Verdict{Code: code, Detail: fmt.Sprintf(format, args...)}
	}
	switch {
	case chosen.PeriodTo != other.PeriodTo:
		return say(api.LaterPeriod, "The chosen figure speaks of a time up to %s, the other one of a time up to %s.", chosen.PeriodTo, other.PeriodTo)
	case chosen.PublishedOn != other.PublishedOn:
		return say(api.LaterPublication, "Both speak of the same time; the chosen figure was published on %s, the other one on %s.", chosen.PublishedOn, other.PublishedOn)
	case chosen.Grade != other.Grade:
		return say(api.BetterSource, "Time and publication are the same; the best source of the chosen figure is graded %s, that of the other one %s.",
			gradeName(chosen.Grade), gradeName(other.Grade))
	}
	return say(api.LaterRecorded, "Time, publication and grade are the same; the chosen figure was recorded later.")
}

// gradeName writes 12 as A2.
func gradeName(grade int) string { return fmt.Sprintf("%c%d", 'A'+grade/10-1, grade%10) }
