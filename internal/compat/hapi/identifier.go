package hapi

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

var email = regexp.MustCompile(`^[^@\s:]+@[^@\s:.]+(\.[^@\s:.]+)+$`)

// identified tells whether the client says who it is, as HAPI wants it: an
// application and an email address. They are checked, and kept nowhere.
func identified(c *gin.Context) bool {
	shown := c.Query("app_identifier")
	if shown == "" {
		shown = c.GetHeader("X-HDX-HAPI-APP-IDENTIFIER")
	}
	switch {
	case shown == "":
		c.JSON(http.StatusForbidden, gin.H{"error": "Missing app identifier"})
	case !validIdentifier(shown):
		c.JSON(http.StatusForbidden, gin.H{"error": "Invalid app identifier"})
	default:
		return true
	}
	return false
}

func validIdentifier(shown string) bool {
	// A plus that nobody escaped arrives as a blank.
	plain, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(shown, " ", "+"))
	if err != nil || !utf8.Valid(plain) || strings.Count(string(plain), ":") != 1 {
		return false
	}
	application, address, _ := strings.Cut(string(plain), ":")
	return utf8.RuneCountInString(application) >= 4 && len(application) <= 512 && len(address) <= 512 && email.MatchString(address)
}

// encodeIdentifier makes an identifier of an application's name and an email address.
func encodeIdentifier(c *gin.Context, _ api.Caller) error {
	var f faults
	application, address := c.Query("application"), c.Query("email")
	f.required(c, "application", application)
	f.required(c, "email", address)
	if application != "" && utf8.RuneCountInString(application) < 4 {
		f.add("application", "string_too_short", "String should have at least 4 characters", application, gin.H{"min_length": 4})
	}
	f.atMost("application", application, 512)
	f.atMost("email", address, 512)
	if address != "" && !email.MatchString(address) {
		f.add("email", "value_error", "value is not a valid email address: An email address must have an @-sign.", address, gin.H{"reason": "An email address must have an @-sign."})
	}
	if len(f) > 0 {
		return f.write(c)
	}
	c.JSON(http.StatusOK, gin.H{"encoded_app_identifier": base64.StdEncoding.EncodeToString([]byte(application + ":" + address))})
	return nil
}
