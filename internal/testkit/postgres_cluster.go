package testkit

import (
	"bufio"
	_ "embed" // the watchdog's script
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// errNoPostgres says that this machine has nothing to start a PostgreSQL server with.
var errNoPostgres = errors.New("no PostgreSQL here: set KONBIT_TEST_DSN to a server where databases may be created, " +
	"or install one (apt-get install postgresql)")

//go:embed postgres.sh
var watchdog string

// server is the PostgreSQL server of this test binary: the one named by KONBIT_TEST_DSN, else a throwaway cluster that
// starts at the first call.
var server = sync.OnceValues(func() (string, error) {
	if dsn := os.Getenv("KONBIT_TEST_DSN"); dsn != "" {
		return dsn, nil
	}
	bin, err := binaries("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	for try := 1; ; try++ {
		dsn, err := startCluster(bin)
		// Between choosing a port and listening on it somebody else may take it.
		if err == nil || try == 3 || !strings.Contains(err.Error(), "could not bind") {
			return dsn, err
		}
	}
})

// lifeline is the write end of the watchdog's standard input. Nothing is ever written to it: that it stays open as long
// as this process lives is the message, and a global keeps it from being collected.
var lifeline io.WriteCloser //nolint:unused // held, not used

func startCluster(bin string) (string, error) {
	as, err := unprivileged()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "konbit-postgres-")
	if err != nil {
		return "", err
	}
	if as != nil {
		if err := os.Chown(dir, int(as.Uid), int(as.Gid)); err != nil {
			return "", err
		}
	}
	port, err := freePort()
	if err != nil {
		return "", err
	}
	cmd := exec.Command("/bin/sh", "-c", watchdog, "postgres.sh", bin, dir, port)
	cmd.Dir = dir
	// A session of its own: an interrupt typed at the terminal must not end the watchdog before its work is done.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: as}
	if lifeline, err = cmd.StdinPipe(); err != nil {
		return "", err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	said := bufio.NewReader(out)
	first, err := said.ReadString('\n')
	if err == nil && first == "ready\n" {
		return "postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable", nil
	}
	log, err := io.ReadAll(said)
	return "", errors.Join(fmt.Errorf("%s does not start:\n%s%s", bin, first, log), err, cmd.Wait())
}

// binaries finds the folder of initdb and postgres: the one on the PATH, else the newest that matches packaged, as in
// /usr/lib/postgresql/15/bin.
func binaries(packaged string) (string, error) {
	var folders []string
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
	}
	versions, err := filepath.Glob(packaged)
	if err != nil {
		return "", err
	}
	slices.SortFunc(versions, func(a, b string) int { return major(b) - major(a) })
	for _, dir := range append(folders, versions...) {
		if executable(filepath.Join(dir, "initdb")) && executable(filepath.Join(dir, "postgres")) {
			return dir, nil
		}
	}
	return "", errNoPostgres
}

// major reads the version out of /usr/lib/postgresql/15/bin, 0 if there is none.
func major(bin string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	if err != nil {
		return 0
	}
	return n
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// unprivileged is the account to run PostgreSQL as: nil for the present one, another when that is root, as which
// PostgreSQL refuses to run.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(account.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(account.Gid, 10, 32)
		if err := errors.Join(uidErr, gidErr); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody")
}

func freePort() (string, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
