package main

import (
	"net"
	"net/http"
	"syscall"
)

// firstPiece is what net/http gathers of an answer before it writes: the head and the beginning of the body. The rest it
// writes as it comes.
const firstPiece = 4 << 10

// gather lets a server send the first piece of an answer together with what follows it. Each piece by itself would be a message of its
// own, which the client is woken for, and to send it costs more than to make it. The kernel is told that more
// follows (MSG_MORE); an answer that is just as long as a first piece is sent off when the server is done with it.
func gather(server *http.Server, listener net.Listener) net.Listener {
	tcp, ok := listener.(*net.TCPListener)
	if !ok {
		return listener
	}
	server.ConnState = func(c net.Conn, state http.ConnState) {
		if g, ok := c.(*gathering); ok && state == http.StateIdle {
			_ = g.push() // where it fails the connection is broken, as the next read will tell
		}
	}
	return gatherer{tcp}
}

type gatherer struct{ *net.TCPListener }

// Accept waits for the next connection.
func (l gatherer) Accept() (net.Conn, error) {
	c, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return nil, err
	}
	return &gathering{TCPConn: c, raw: raw}, nil
}

// gathering is a connection whose first pieces wait for what follows.
type gathering struct {
	*net.TCPConn

	raw     syscall.RawConn
	waiting bool // the kernel holds what was written last
}

// Write sends a piece. What a server flushes that is just as long as a first piece may wait for a fifth of a second.
func (g *gathering) Write(piece []byte) (int, error) {
	g.waiting = len(piece) == firstPiece
	if !g.waiting {
		return g.TCPConn.Write(piece)
	}
	sent, err := g.hold(piece)
	if err != nil || sent == len(piece) {
		return sent, err
	}
	rest, err := g.TCPConn.Write(piece[sent:])
	return sent + rest, err
}

// hold gives the kernel as much as it takes, to be sent with what follows.
func (g *gathering) hold(piece []byte) (sent int, err error) {
	waited := g.raw.Write(func(fd uintptr) bool {
		for {
			sent, err = syscall.SendmsgN(int(fd), piece, nil, nil, syscall.MSG_MORE|syscall.MSG_NOSIGNAL)
			if err != syscall.EINTR {
				return err != syscall.EAGAIN
			}
		}
	})
	if waited != nil {
		return 0, waited
	}
	return max(sent, 0), err
}

// push sends what waits.
func (g *gathering) push() error {
	if !g.waiting {
		return nil
	}
	g.waiting = false
	return g.SetNoDelay(true) // it is so already; to say it again sends what waits
}
