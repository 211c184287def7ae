package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// cluster is a throwaway PostgreSQL server for the length of the run. Unlike that of the tests it is durable: fsync and
// synchronous_commit are on, so that a write is measured with what it costs to keep.
type cluster struct {
	dir  string
	addr string
	cmd  *exec.Cmd
}

// clusterSettings are what differs from the defaults of PostgreSQL.
var clusterSettings = []string{"fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=512MB", "max_wal_size=4GB",
	"checkpoint_timeout=15min", "random_page_cost=1.1", "max_connections=200", "listen_addresses=127.0.0.1", "unix_socket_directories=", "logging_collector=off"}

func startCluster(ctx context.Context, dir string) (*cluster, error) {
	bin, err := postgresPrograms()
	if err != nil {
		return nil, err
	}
	as, err := unprivileged()
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: filepath.Join(dir, "postgres")}
	if c.addr, err = freeAddr(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return nil, err
	}
	if as != nil {
		// Above the cluster's folder others may only pass.
		if err := errors.Join(os.Chmod(dir, 0o711), os.Chown(c.dir, int(as.Uid), int(as.Gid))); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(c.dir, "data")
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions")
	initdb.Dir, initdb.SysProcAttr = c.dir, &syscall.SysProcAttr{Credential: as}
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	err = c.start(ctx, bin, data, as)
	return c, err
}

// start runs the server and waits until it answers.
func (c *cluster) start(ctx context.Context, bin, data string, as *syscall.Credential) error {
	_, port, err := net.SplitHostPort(c.addr)
	if err != nil {
		return err
	}
	args := []string{"-D", data, "-p", port}
	for _, s := range clusterSettings {
		args = append(args, "-c", s)
	}
	said := &tail{}
	c.cmd = exec.Command(filepath.Join(bin, "postgres"), args...)
	c.cmd.Dir, c.cmd.Stdout, c.cmd.Stderr = c.dir, said, said
	// SIGINT is PostgreSQL's fast shutdown. An interrupt typed at the terminal must not reach it before us.
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGINT, Setpgid: true}
	if err := c.cmd.Start(); err != nil {
		return err
	}
	for range 600 {
		conn, err := pgx.Connect(ctx, c.url("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("PostgreSQL does not start:\n%s", said)
}

// url is the address of a database.
func (c *cluster) url(database string) string {
	return "postgres://postgres@" + c.addr + "/" + database + "?sslmode=disable"
}

func (c *cluster) stop() {
	if c == nil || c.cmd == nil || c.cmd.Process == nil {
		return
	}
	c.cmd.Process.Signal(syscall.SIGINT) //nolint:errcheck // it may have ended
	c.cmd.Wait()                         //nolint:errcheck // it was told to
	os.RemoveAll(c.dir)
}

// create makes a database: empty, or a copy of another one that nobody is connected to.
func (c *cluster) create(ctx context.Context, name, template string) (url string, err error) {
	if template == "" {
		template = "template0"
	}
	return c.url(name), c.exec(ctx, "postgres", "CREATE DATABASE "+name+" ENCODING 'UTF8' TEMPLATE "+template)
}

func (c *cluster) drop(ctx context.Context, name string) error {
	return c.exec(ctx, "postgres", "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
}

func (c *cluster) exec(ctx context.Context, database, sql string) error {
	conn, err := pgx.Connect(ctx, c.url(database))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}

// postgresPrograms finds the folder of initdb and postgres: the newest of the packaged ones, else that of the PATH.
func postgresPrograms() (string, error) {
	packaged, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	version := func(path string) int {
		n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		if err != nil {
			return 0
		}
		return n
	}
	if len(packaged) > 0 {
		return filepath.Dir(slices.MaxFunc(packaged, func(a, b string) int { return version(a) - version(b) })), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("the bench needs PostgreSQL's server programs (apt-get install postgresql)")
	}
	real, err := filepath.EvalSymlinks(path)
	return filepath.Dir(real), err
}

// unprivileged is the account to run PostgreSQL as, which refuses to run as root: nil for the present one.
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
