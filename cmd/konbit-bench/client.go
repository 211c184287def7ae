package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// request is what goes over the wire, written once and sent often.
type request []byte

// get makes a GET of a path; headers are whole lines.
func get(path string, headers ...string) request {
	return wire("GET", path, nil, headers)
}

// post makes a POST of a JSON body.
func post(path string, body []byte, headers ...string) request {
	return wire("POST", path, body, append([]string{"Content-Type: application/json", "Content-Length: " + strconv.Itoa(len(body))}, headers...))
}

func wire(method, path string, body []byte, headers []string) request {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: bench\r\nAccept: */*\r\n", method, path)
	for _, h := range headers {
		b.WriteString(h + "\r\n")
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// conn is one connection that is kept alive. It reads answers with as little work as can be: the load generator shares
// the machine with what it measures, and what it spends would hide the difference between two servers.
type conn struct {
	addr   string
	net    net.Conn
	in     *bufio.Reader
	header bytes.Buffer // of the last answer, if keep is set
	body   []byte       // of the last answer
	keep   bool
}

// patience is how long one answer may take.
const patience = 10 * time.Minute

func dial(addr string) (*conn, error) {
	c := &conn{addr: addr}
	err := c.open()
	return c, err
}

func (c *conn) open() error {
	n, err := net.Dial("tcp", c.addr)
	if err != nil {
		return err
	}
	c.net, c.in = n, bufio.NewReaderSize(n, 64<<10)
	return n.SetDeadline(time.Now().Add(patience))
}

func (c *conn) close() { c.net.Close() }

// do sends a request and reads its answer into c.body. With a sink the body goes there instead.
func (c *conn) do(r request, sink io.Writer) (status int, err error) {
	if _, err := c.net.Write(r); err != nil {
		return 0, err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < 12 {
		return 0, fmt.Errorf("not an answer: %q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, fmt.Errorf("not an answer: %q", line)
	}
	length, chunked, last, err := c.headers()
	if err != nil {
		return 0, err
	}
	c.body = c.body[:0]
	switch {
	case chunked:
		err = c.chunks(sink)
	case length > 0:
		err = c.take(length, sink)
	}
	if err == nil && last {
		c.close()
		err = c.open()
	}
	return status, err
}

// headers reads to the empty line.
func (c *conn) headers() (length int, chunked, last bool, err error) {
	c.header.Reset()
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, false, false, err
		}
		if len(line) <= 2 {
			return length, chunked, last, nil
		}
		if c.keep {
			c.header.Write(line)
		}
		name, value, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(": "))
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, false, false, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = bytes.EqualFold(value, []byte("chunked"))
		case bytes.EqualFold(name, []byte("Connection")):
			last = bytes.EqualFold(value, []byte("close"))
		}
	}
}

func (c *conn) chunks(sink io.Writer) error {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseUint(string(bytes.TrimRight(line, "\r\n")), 16, 31)
		if err != nil {
			return err
		}
		if size > 0 {
			if err := c.take(int(size), sink); err != nil {
				return err
			}
		}
		if _, err := c.in.Discard(2); err != nil {
			return err
		}
		if size == 0 {
			return nil
		}
	}
}

// take reads n bytes of the body.
func (c *conn) take(n int, sink io.Writer) error {
	if sink != nil {
		_, err := io.CopyN(sink, c.in, int64(n))
		return err
	}
	from := len(c.body)
	c.body = append(c.body, make([]byte, n)...)
	_, err := io.ReadFull(c.in, c.body[from:])
	return err
}

// fetch sends one request on a connection of its own and returns header and body of a 2xx.
func fetch(addr string, r request) (header, body []byte, err error) {
	c, err := dial(addr)
	if err != nil {
		return nil, nil, err
	}
	defer c.close()
	c.keep = true
	status, err := c.do(r, nil)
	if err == nil && status/100 != 2 {
		err = refused(r, status, c.body)
	}
	return c.header.Bytes(), c.body, err
}

func refused(r request, status int, body []byte) error {
	line, _, _ := bytes.Cut(r, []byte(" HTTP/1.1"))
	return errors.New(string(line) + ": " + strconv.Itoa(status) + " " + string(body[:min(len(body), 400)]))
}
