package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestLinesOfTheLogAreWrittenTogether(t *testing.T) {
	said := &transcript{}
	lines := &logWriter{to: said}
	log := slog.New(prompt{slog.NewTextHandler(lines, nil), lines})
	log.Info("first")
	log.Info("second")
	log.Warn("third")
	if text := said.String(); !strings.Contains(text, "first") || strings.Count(text, "\n") != 3 {
		t.Errorf("a warning brings all before it along at once: %q", text)
	}
	log.Info("fourth")
	for began := time.Now(); !strings.Contains(said.String(), "fourth"); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatal("a line waits for ever")
		}
	}
	log.Info("last")
	if err := lines.Close(); err != nil || !strings.HasSuffix(said.String(), "msg=last\n") {
		t.Errorf("what is left is not written at the end: %v, %q", err, said)
	}
	before := strings.Count(said.String(), "\n")
	for range 2 * logBuffer / len("level=INFO") {
		log.Info("many")
	}
	if strings.Count(said.String(), "\n") == before {
		t.Error("nothing is written however much waits")
	}
}
