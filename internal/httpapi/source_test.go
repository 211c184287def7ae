package httpapi_test

import (
	"fmt"
	"testing"
)

type cited struct {
	ID, Publisher, Title, URL string
	Citations                 int
	Grades                    []struct {
		Reliability            string
		Credibility, Citations int
	}
}

func source(url, grades string) string {
	return fmt.Sprintf(`sources=[{"publisher":"OCHA","title":"Situation report","published_on":"2024-09-01","url":%q%s}]`, url, grades)
}

func TestTheSameAddressIsOneSource(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		for i, url := range []string{"https://reliefweb.int/report/haiti", "HTTPS://ReliefWeb.int:443/report/haiti/", "https://reliefweb.int/report/haiti?utm_source=mail&UTM_Medium=x#page=3"} {
			w.post(donor, "/v1/pledges", pledgeBody(source(url, fmt.Sprintf(`,"reliability":"%c","credibility":2`, 'A'+i))))
		}
		other := w.post(donor, "/v1/pledges", pledgeBody(source("https://reliefweb.int/report/haiti?page=2", "")))
		w.post(donor, other+"/transactions", `{"type":"commitment","amount":{"amount":"10.00","currency":"USD"},"date":"2024-09-06",
			"sources":[{"publisher":"Ocha ","title":"Situation  REPORT","published_on":"2024-09-01"},{"publisher":"OCHA","title":"Situation report","published_on":"2024-09-02"}]}`)
		var list answered[cited]
		w.get(nobody, "/v1/sources?url=https://reliefweb.int/report/haiti%23top", &list)
		if len(list.Data) != 1 || list.Data[0].Citations != 3 || len(list.Data[0].Grades) != 3 || list.Data[0].URL != "https://reliefweb.int/report/haiti" {
			t.Fatalf("%+v", list.Data)
		}
		id := list.Data[0].ID
		w.play(t, []scenario{
			ask(nobody, "with each grade that it was given", "/v1/sources/"+id, 200, `{"reliability":"A","credibility":2,"citations":1},{"reliability":"B","credibility":2`),
			ask(nobody, "found by a grade", "/v1/sources?reliability=C&count=true", 200, id, `"total":1`),
			ask(nobody, "found by a text", "/v1/sources?q=RELIEFWEB&count=true", 200, id, `"total":2`),
			ask(nobody, "found by the publisher", "/v1/sources?publisher=USAID&count=true", 200, `"total":0`),
			ask(nobody, "found by the day", "/v1/sources?published_on_from=2024-09-02&count=true", 200, `"total":1`),
			ask(nobody, "with what rests on it", "/v1/sources/"+id+"/records?count=true", 200, `"resource":"pledges"`, `"path":"/v1/pledges/`, `"total":3`),
			ask(nobody, "with what rests on it in another list", "/v1/sources/"+id+"/records?resource=assessments", 200, `"data":[]`),
			ask(nobody, "as a table", "/v1/sources?format=csv&reliability=A", 200, "id,publisher,title,url", "A2:1;B2:1;C2:1"),
		})
		w.patch(donor, other, `{"sources":[{"publisher":"OCHA","title":"Another","published_on":"2024-09-01","url":"https://reliefweb.int/report/haiti"}]}`)
		w.get(nobody, "/v1/sources/"+id, &list.Data[0])
		if list.Data[0].Citations != 4 {
			t.Errorf("after a correction: %+v", list.Data[0])
		}
		w.play(t, []scenario{ask(nobody, "which nothing cites any more", "/v1/sources?url=https://reliefweb.int/report/haiti?page=2", 200, `"data":[]`)})
	})
}

func TestSourcesOfRecordsThatTheReaderMayNotSee(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		secret := `sources=[{"publisher":"A shelter","title":"Who hides where","published_on":"2024-09-01","url":"https://example.org/report"}]`
		at := w.post(ngo, "/v1/assessments", assessmentBody(`sensitivity="restricted"`, secret))
		var list answered[cited]
		w.get(ngo, "/v1/sources?q=shelter", &list)
		if len(list.Data) != 1 {
			t.Fatalf("its own organization does not find it: %+v", list)
		}
		path := "/v1/sources/" + list.Data[0].ID
		hidden := func(as string) []scenario {
			return []scenario{
				{name: "not listed for " + as, call: call{as: as, method: "GET", path: "/v1/sources"}, status: 200, not: []string{"shelter"}},
				ask(as, "not there for "+as, path, 404),
				ask(as, "nothing rests on it for "+as, path+"/records", 404),
			}
		}
		w.play(t, append(hidden(nobody), hidden(recipient)...))
		w.play(t, []scenario{ask(coordinator, "there for coordinators", path+"/records", 200, at)})
		w.post(donor, "/v1/pledges", pledgeBody(`sources=[{"publisher":"OCHA","title":"Open words","published_on":"2024-09-01","url":"https://example.org/report"}]`))
		w.play(t, []scenario{
			{name: "with the words of the open record", call: call{method: "GET", path: path}, status: 200, want: []string{"Open words", `"citations":1`}, not: []string{"shelter"}},
			{name: "without the closed record", call: call{method: "GET", path: path + "/records"}, status: 200, want: []string{"pledges"}, not: []string{at}},
		})
		w.patch(ngo, at, `{"sensitivity":"public"}`)
		w.post(ngo, at+"/transitions", `{"to":"submitted"}`)
		w.play(t, []scenario{{name: "before it is validated", call: call{method: "GET", path: path + "/records"}, status: 200, not: []string{at}}})
		w.post(coordinator, at+"/transitions", `{"to":"validated"}`)
		w.play(t, []scenario{ask(nobody, "once it is validated", path+"/records", 200, at)})
	})
}

func TestCompetingFiguresSayWhichIsChosenAndWhy(t *testing.T) {
	onEngines(t, func(t *testing.T, w *world) {
		assess := func(need, from, to, published, grade string) {
			at := w.post(ngo, "/v1/assessments", assessmentBody(fmt.Sprintf(`period={"from":%q,"to":%q}`, from, to), fmt.Sprintf("published_on=%q", published),
				fmt.Sprintf(`sources=[{"publisher":"ACTED","title":"Survey","published_on":%q%s}]`, published, grade), "needs=["+need+"]"))
			w.post(ngo, at+"/transitions", `{"to":"submitted"}`)
			w.post(coordinator, at+"/transitions", `{"to":"validated"}`)
		}
		line := func(n int) string { return fmt.Sprintf(`{"region":"HT01","sector":"WSH","in_need":%d}`, n) }
		assess(line(100), "2024-01-01", "2024-03-31", "2024-04-01", "")
		path := "/v1/needs?competing=true&key=HT01:WSH:ALL:all:all"
		verdicts := func() (list answered[struct {
			InNeed        int  `json:"in_need"`
			Chosen        bool `json:"chosen"`
			Sources       []any
			ChosenBecause struct{ Code, Detail string } `json:"chosen_because"`
		}]) {
			w.get(nobody, path, &list)
			return list
		}
		for _, step := range []struct {
			add  func()
			want string
		}{
			{func() {}, "100:true:only_figure"},
			{func() { assess(line(200), "2024-01-01", "2024-03-31", "2024-04-01", "") }, "100:false:later_recorded 200:true:later_recorded"},
			{func() { assess(line(300), "2024-01-01", "2024-03-31", "2024-04-01", `,"reliability":"A"`) }, "100:false:better_source 200:false:better_source 300:true:better_source"},
			{func() { assess(line(400), "2024-01-01", "2024-03-31", "2024-04-02", "") }, "100:false:later_publication 200:false:later_publication 300:false:later_publication 400:true:later_publication"},
			{func() { assess(line(500), "2024-01-01", "2024-04-30", "2024-04-01", "") }, "100:false:later_period 200:false:later_period 300:false:later_period 400:false:later_period 500:true:later_period"},
			{func() {
				assess(`{"region":"HT01","sector":"WSH","group":"IDP","in_need":7}`, "2024-01-01", "2024-12-31", "2024-04-01", "")
			}, "100:false:later_period 200:false:later_period 300:false:later_period 400:false:later_period 500:true:later_period"},
		} {
			step.add()
			got := ""
			for i, n := range verdicts().Data {
				if i > 0 {
					got += " "
				}
				got += fmt.Sprintf("%d:%v:%s", n.InNeed, n.Chosen, n.ChosenBecause.Code)
				if len(n.Sources) != 1 || n.ChosenBecause.Detail == "" {
					t.Errorf("%+v", n)
				}
			}
			if got != step.want {
				t.Errorf("got  %s\nwant %s", got, step.want)
			}
		}
		w.play(t, []scenario{
			{name: "without competing nothing is said of it", call: call{method: "GET", path: "/v1/needs?key=HT01:WSH:ALL:all:all"}, status: 200,
				want: []string{`"in_need":500`}, not: []string{"chosen", "sources", `"in_need":400`}},
			ask(nobody, "two keys", "/v1/needs?key=HT01:WSH:IDP:all:all&key=HT02:WSH:ALL:all:all", 200, `"suppressed":true`),
			ask(nobody, "as a table", path+"&format=csv", 200, "chosen,chosen_because,sources", "true,later_period,"),
		})
	})
}
