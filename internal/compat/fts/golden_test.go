package fts_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestTheAnswersAreAsTheyWere(t *testing.T) {
	d := haiti(t, "sqlite:"+t.TempDir()+"/konbit.db")
	for file, address := range map[string]string{
		"report.json":   flowPath + "?planCode=HHTI26&groupby=globalCluster",
		"clusters.json": "/compat/fts/v1/public/global-cluster",
	} {
		var got bytes.Buffer
		if err := json.Indent(&got, d.send(address).Body.Bytes(), "", " "); err != nil {
			t.Fatal(err)
		}
		file = "testdata/" + file
		if *update {
			if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || got.String() != string(want) {
			t.Errorf("%s: %v\n%s", file, err, got.String())
		}
	}
}
