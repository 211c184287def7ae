package httpapi_test

import (
	"strings"
	"testing"

	"github.com/konbit-aid/konbit/internal/testkit"
)

// TestWhatIsHiddenIsAsIfItWereNotThere compares the answers about records that a caller may not see with those about
// records that do not exist: the same body and the same number of statements, for reading and for writing.
func TestWhatIsHiddenIsAsIfItWereNotThere(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, url string) {
		m := newMatrix(t, url)
		const absent = "01928f6e-0000-7c3e-9d55-2f1c7a9e4b10"
		compared := 0
		for _, s := range m.assessments {
			for _, who := range []string{"nobody", "other-read", "other-assess", "party-report"} {
				for _, p := range m.probes() {
					if p.subject != s.name || p.holds != "" || m.ask(p, who) != unseen {
						continue
					}
					compared++
					m.compare(t, p, who, s, absent)
				}
			}
		}
		if compared < 200 {
			t.Errorf("only %d answers were compared", compared)
		}
	})
}

func (m *matrix) compare(t *testing.T, p probe, who string, s subject, absent string) {
	t.Helper()
	p.as = who
	if who == "nobody" {
		p.as = nobody
	}
	answer := func(id string) (body, head string, statements int64) {
		c := p.call
		c.path = strings.NewReplacer(s.id, id, s.need, id).Replace(p.path)
		c.headers = append([]string{"X-Request-Id: same"}, p.headers...)
		before := m.store.Statements()
		got := m.send(c)
		return strings.ReplaceAll(got.Body.String(), id, "ID"), headerText(got.Header()), m.store.Statements() - before
	}
	id := s.id
	if strings.Contains(p.path, s.need) {
		id = s.need
	}
	hiddenBody, hiddenHead, hiddenWork := answer(id)
	absentBody, absentHead, absentWork := answer(absent)
	if hiddenBody != absentBody || hiddenHead != absentHead {
		t.Errorf("%s on %s as %s differs from an absent one:\n%s%s\n%s%s", p.operation, s.name, who, hiddenHead, hiddenBody, absentHead, absentBody)
	}
	for range 3 { // a key is read again when another program on the server has written, which tests do all the time
		if hiddenWork == absentWork {
			break
		}
		_, _, hiddenWork = answer(id)
		_, _, absentWork = answer(absent)
	}
	if hiddenWork != absentWork {
		t.Errorf("%s on %s as %s takes %d statements, an absent one %d", p.operation, s.name, who, hiddenWork, absentWork)
	}
}
