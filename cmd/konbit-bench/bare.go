package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"

	"github.com/gin-gonic/gin"
)

// recorded is an answer of Konbit that the bare server gives again.
type recorded struct {
	Path   string
	Header string // whole lines
	Body   []byte
}

// serveBare is the limit of what is answered without asking anybody: Gin, nothing else, writing the same headers and
// bytes as Konbit did. Arguments: address, file of recorded answers.
func serveBare(args []string) error {
	if len(args) != 2 {
		return errors.New("bare ADDR FILE")
	}
	file, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	var answers []recorded
	if err := json.Unmarshal(file, &answers); err != nil {
		return err
	}
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.GET("/livez", func(c *gin.Context) { c.Status(http.StatusOK) })
	for _, a := range answers {
		header := http.Header{}
		for _, line := range strings.Split(a.Header, "\r\n") {
			name, value, ok := strings.Cut(line, ": ")
			if ok && name != "Content-Length" && name != "Transfer-Encoding" && name != "Date" && name != "Content-Type" {
				header.Add(name, value)
			}
		}
		path, _, _ := strings.Cut(a.Path, "?")
		e.GET(path, func(c *gin.Context) {
			h := c.Writer.Header()
			for name, values := range header {
				h[name] = values
			}
			c.Data(http.StatusOK, "application/json", a.Body)
		})
	}
	return http.ListenAndServe(args[0], e) //nolint:gosec // on the loopback, for minutes
}
