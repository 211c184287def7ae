package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// built is the program as it is shipped, made once per test binary.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "konbit-built-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "konbit")
	cmd := exec.Command("go", "build", "-tags", "nomsgpack", "-o", file, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return file, nil
})

// process is a konbit serve in a process of its own.
type process struct {
	base string
	pid  int
	log  *transcript
}

// spawn starts the built program until the test ends.
func spawn(t testing.TB, environ []string) *process {
	t.Helper()
	file, err := built()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{log: &transcript{}}
	cmd := exec.Command(file, "serve", "--addr", "127.0.0.1:0")
	cmd.Env, cmd.Stdout, cmd.Stderr = environ, p.log, p.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		if err := errors.Join(cmd.Process.Signal(syscall.SIGTERM), <-ended); err != nil {
			t.Errorf("konbit serve: %v\n%s", err, p.log)
		}
	})
	p.pid = cmd.Process.Pid
	for began := time.Now(); p.base == ""; time.Sleep(5 * time.Millisecond) {
		if m := answersOn.FindStringSubmatch(p.log.String()); m != nil {
			p.base = m[1]
		}
		if time.Since(began) > patience {
			t.Fatalf("konbit serve does not start:\n%s", p.log)
		}
	}
	return p
}

// memory reads a line of /proc/PID/status, like VmRSS or VmHWM, in bytes.
func (p *process) memory(t testing.TB, line string) int64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("this system has no /proc to read the memory of a process from")
	}
	if err != nil {
		t.Fatal(err)
	}
	for l := range bytes.Lines(text) {
		if rest, ok := strings.CutPrefix(string(l), line+":"); ok {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kib << 10
		}
	}
	t.Fatalf("no %s in\n%s", line, text)
	return 0
}

// launch starts the built program, to be killed.
func launch(t testing.TB, environ []string) *victim {
	t.Helper()
	file, err := built()
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{process: process{log: &transcript{}}}
	v.cmd = exec.Command(file, "serve", "--addr", "127.0.0.1:0", "--rate-limit", "off")
	v.cmd.Env, v.cmd.Stdout, v.cmd.Stderr = environ, v.log, v.log
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for began := time.Now(); v.base == ""; time.Sleep(5 * time.Millisecond) {
		if m := answersOn.FindStringSubmatch(v.log.String()); m != nil {
			v.base = m[1]
		}
		if time.Since(began) > patience {
			v.kill(t)
			t.Fatalf("konbit serve does not start:\n%s", v.log)
		}
	}
	return v
}

// victim is a process that does not end by itself.
type victim struct {
	process
	cmd *exec.Cmd
}

// kill ends it as a power cut does.
func (v *victim) kill(t testing.TB) {
	t.Helper()
	if err := v.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = v.cmd.Wait() // it was killed
}
