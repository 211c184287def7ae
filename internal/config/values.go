package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const formBool = "true or false"

func text(name string, g Group, def, form, help string, at func(*Config) *string, check func(string) error) Setting {
	return Setting{Name: name, Group: g, Form: form, Default: def, Help: help, put: func(c *Config, text string) error {
		*at(c) = text
		return check(text)
	}}
}

func choice(name string, g Group, def string, all []string, help string, at func(*Config) *string) Setting {
	form := strings.Join(all, " or ")
	return text(name, g, def, form, help, at, func(text string) error {
		if !slices.Contains(all, text) {
			return fmt.Errorf("%q is not %s", text, form)
		}
		return nil
	})
}

func boolean(name string, g Group, def bool, help string, at func(*Config) *bool) Setting {
	s := Setting{Name: name, Group: g, Form: formBool, Default: strconv.FormatBool(def), Help: help}
	s.put = func(c *Config, text string) error {
		switch text {
		case "true", "1":
			*at(c) = true
		case "false", "0":
			*at(c) = false
		default:
			return fmt.Errorf("%q is neither true nor false", text)
		}
		return nil
	}
	return s
}

func number(name string, g Group, def, least, most int, help string, at func(*Config) *int) Setting {
	s := Setting{Name: name, Group: g, Form: fmt.Sprintf("%d to %d", least, most), Default: strconv.Itoa(def), Help: help}
	s.put = func(c *Config, text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > most {
			return fmt.Errorf("%q is not a whole number from %d to %d", text, least, most)
		}
		*at(c) = n
		return nil
	}
	return s
}

func duration(name string, g Group, def, least time.Duration, help string, at func(*Config) *time.Duration) Setting {
	s := Setting{Name: name, Group: g, Form: "duration like 1m30s", Default: short(def), Help: help}
	s.put = func(c *Config, text string) error {
		d, err := time.ParseDuration(text)
		if err != nil || d < least {
			return fmt.Errorf("%q is not a duration of at least %s; write it like 500ms, 15s or 2m", text, short(least))
		}
		*at(c) = d
		return nil
	}
	return s
}

// short writes 2m for 2m0s and 1h for 1h0m0s.
func short(d time.Duration) string {
	s := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(s, zero) {
			s = s[:len(s)-2]
		}
	}
	return s
}

func logLevel(name string, g Group, def, help string) Setting {
	s := Setting{Name: name, Group: g, Form: "debug, info, warn or error", Default: def, Help: help}
	s.put = func(c *Config, text string) error {
		if !slices.Contains([]string{"debug", "info", "warn", "error"}, text) {
			return fmt.Errorf("%q is not debug, info, warn or error", text)
		}
		return c.LogLevel.UnmarshalText([]byte(text))
	}
	return s
}

// databaseURL checks the form of a database's address. It never repeats the
// address: it may hold a password.
func databaseURL(text string) error {
	if path, ok := strings.CutPrefix(text, "sqlite:"); ok {
		switch {
		case path == "":
			return errors.New("sqlite: needs the path of a file, like sqlite:konbit.db")
		case strings.Contains(path, ":memory:"):
			return errors.New("a database in memory is not supported; name a file, like sqlite:konbit.db")
		}
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return errors.New("write sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE (special characters in the password as %XX)")
	}
	return nil
}

// pepper checks a secret without repeating it.
func pepper(text string) error {
	if text != "" && len(text) < 16 {
		return errors.New("a pepper has at least 16 characters; make one with: openssl rand -hex 32")
	}
	return nil
}

// issuer checks the form of an identity provider's address. What it is asked by must not be open to others on the way.
func issuer(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("%q is not an address like https://login.example.org", text)
	}
	ip := net.ParseIP(u.Hostname())
	here := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme != "https" && (u.Scheme != "http" || !here) {
		return fmt.Errorf("%q must start with https://; only this machine may be asked by http://", text)
	}
	return nil
}

func anything(string) error { return nil }

func address(text string) error {
	_, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return fmt.Errorf("%q is not an address like 127.0.0.1:8080, :8080 or [::1]:8080", text)
	}
	return nil
}

// Shown is the URL of a database without its password.
func Shown(databaseURL string) string {
	if strings.HasPrefix(databaseURL, "sqlite:") {
		return databaseURL
	}
	u, err := url.Parse(databaseURL)
	if err != nil || u.Host == "" {
		return "(hidden)"
	}
	return u.Redacted()
}

// amount is an amount of US dollars, or off.
func amount(name string, g Group, def, help string, at func(*Config) **int64) Setting {
	s := Setting{Name: name, Group: g, Form: "amount like 1000000.00, or off", Default: def, Help: help}
	s.put = func(c *Config, text string) error {
		*at(c) = nil
		if text == "off" {
			return nil
		}
		whole, cents, _ := strings.Cut(text, ".")
		n, err := strconv.ParseInt(whole+(cents + "00")[:2], 10, 64)
		if err != nil || n < 0 || len(cents) > 2 {
			return fmt.Errorf("%q is neither an amount like 1000000.00 nor off", text)
		}
		*at(c) = &n
		return nil
	}
	return s
}
