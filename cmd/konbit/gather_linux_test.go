package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
)

// TestAnswersAreGathered asks on one connection for answers of all lengths around the first piece that net/http writes. They arrive
// whole, and nothing of them is held back when the server is done.
func TestAnswersAreGathered(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		w.Header()["Date"] = nil
		w.Header().Set("Content-Length", strconv.Itoa(n))
		_, _ = w.Write(bytes.Repeat([]byte("a"), n))
	})}
	gathered := gather(server, listener)
	var held, left atomic.Int64 // how many answers waited when the server was done, and after it had sent them
	push := server.ConnState
	server.ConnState = func(c net.Conn, state http.ConnState) {
		g, ok := c.(*gathering)
		if !ok {
			t.Errorf("a connection is a %T", c)
			return
		}
		if g.waiting {
			held.Add(1)
		}
		push(c, state)
		if g.waiting && state == http.StateIdle {
			left.Add(1)
		}
	}
	go func() { _ = server.Serve(gathered) }()
	defer server.Close()
	base := "http://" + listener.Addr().String() + "/?n="
	for _, n := range append([]int{0, 1, 100_000, 1 << 20}, numbers(firstPiece-200, firstPiece+200)...) {
		got, err := http.Get(base + strconv.Itoa(n))
		if err != nil {
			t.Fatal(n, err)
		}
		body, err := io.ReadAll(got.Body)
		got.Body.Close()
		if err != nil || len(body) != n {
			t.Fatalf("%d bytes came as %d: %v", n, len(body), err)
		}
	}
	if held.Load() != 1 || left.Load() != 0 {
		t.Errorf("%d answers are just as long as a first piece, %d were held back", held.Load(), left.Load())
	}
}

func numbers(from, to int) (all []int) {
	for n := from; n < to; n++ {
		all = append(all, n)
	}
	return all
}

// TestAClientThatDoesNotReadIsWaitedFor fills the connection's buffer with first pieces: none is lost or written twice.
func TestAClientThatDoesNotReadIsWaitedFor(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	c, err := gather(&http.Server{}, listener).Accept()
	if err != nil {
		t.Fatal(err)
	}
	const pieces = 4096
	wrote := make(chan error, 1)
	go func() {
		defer c.Close()
		for i := range pieces {
			piece := bytes.Repeat([]byte{byte(i)}, firstPiece)
			if n, err := c.Write(piece); n != len(piece) || err != nil {
				wrote <- err
				return
			}
		}
		wrote <- nil
	}()
	for i := range pieces {
		piece := make([]byte, firstPiece)
		if _, err := io.ReadFull(client, piece); err != nil {
			t.Fatal(i, err)
		}
		if !bytes.Equal(piece, bytes.Repeat([]byte{byte(i)}, firstPiece)) {
			t.Fatalf("piece %d is another", i)
		}
	}
	if err := <-wrote; err != nil {
		t.Error(err)
	}
}
