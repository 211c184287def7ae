package hapi

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
)

// fault is one wrong parameter, as FastAPI writes it.
type fault struct {
	Type  string   `json:"type"`
	Loc   []string `json:"loc"`
	Msg   string   `json:"msg"`
	Input any      `json:"input"`
	Ctx   gin.H    `json:"ctx,omitempty"`
}

type faults []fault

func (f *faults) add(name, code, msg string, input any, ctx gin.H) {
	*f = append(*f, fault{code, []string{"query", name}, msg, input, ctx})
}

func (f *faults) required(c *gin.Context, name, value string) {
	if _, there := c.Request.URL.Query()[name]; !there {
		f.add(name, "missing", "Field required", nil, nil)
	} else if value == "" && name == "application" {
		f.add(name, "string_too_short", "String should have at least 4 characters", value, gin.H{"min_length": 4})
	} else if value == "" {
		f.add(name, "value_error", "value is not a valid email address: An email address must have an @-sign.", value, nil)
	}
}

func (f *faults) atMost(name, value string, most int) {
	if most > 0 && utf8.RuneCountInString(value) > most {
		f.add(name, "string_too_long", fmt.Sprintf("String should have at most %d characters", most), value, gin.H{"max_length": most})
	}
}

func (f *faults) among(name, value string, all []string) {
	for _, a := range all {
		if a == value {
			return
		}
	}
	quoted := make([]string, len(all))
	for i, a := range all {
		quoted[i] = "'" + a + "'"
	}
	expected := quoted[0]
	if n := len(quoted); n > 1 {
		expected = strings.Join(quoted[:n-1], ", ") + " or " + quoted[n-1]
	}
	f.add(name, "enum", "Input should be "+expected, value, gin.H{"expected": expected})
}

// write answers with all of them.
func (f faults) write(c *gin.Context) error {
	c.JSON(http.StatusUnprocessableEntity, gin.H{"detail": f})
	return nil
}
