package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Off is what turns a limit off.
const Off = "off"

// Rate is so many requests in so long a time; the zero Rate is no limit.
type Rate struct {
	N   int
	Per time.Duration
}

// rate reads 1200/1m, or off.
func rate(name string, def, help string, at func(*Config) *Rate) Setting {
	s := Setting{Name: name, Group: Limits, Form: "requests/duration like 1200/1m, or off", Default: def, Help: help}
	s.put = func(c *Config, text string) error {
		if *at(c) = (Rate{}); text == Off {
			return nil
		}
		count, per, _ := strings.Cut(text, "/")
		n, err := strconv.Atoi(count)
		d, err2 := time.ParseDuration(per)
		if err != nil || err2 != nil || n < 1 || n > 1_000_000_000 || d < time.Second || d > 24*time.Hour || d%time.Second != 0 {
			return fmt.Errorf("%q is neither off nor a rate like 1200/1m: a number from 1, and a time of 1s to 24h in whole seconds", text)
		}
		*at(c) = Rate{n, d}
		return nil
	}
	return s
}

// limit is a number that may be off, which is 0.
func limit(name string, def, least, most int, help string, at func(*Config) *int) Setting {
	s := number(name, Limits, def, least, most, help, at)
	inner := s.put
	s.Form += ", or off"
	s.put = func(c *Config, text string) error {
		if text == Off {
			*at(c) = 0
			return nil
		}
		return inner(c, text)
	}
	return s
}

// networks reads a list of CIDRs or single addresses.
func networks(name, help string, at func(*Config) *[]netip.Prefix) Setting {
	s := Setting{Name: name, Group: Limits, Form: "networks like 10.0.0.0/8,fd00::/8", Help: help}
	s.put = func(c *Config, text string) error {
		*at(c) = nil
		for _, word := range list(text) {
			prefix, err := netip.ParsePrefix(word)
			if addr, bad := netip.ParseAddr(word); err != nil && bad == nil {
				prefix, err = addr.Prefix(addr.BitLen())
			}
			if err != nil {
				return fmt.Errorf("%q is neither a network like 10.0.0.0/8 nor an address", word)
			}
			if prefix.Addr().Is4In6() {
				return fmt.Errorf("write %q as the IPv4 network that it is", word)
			}
			*at(c) = append(*at(c), prefix.Masked())
		}
		return nil
	}
	return s
}

// origins reads a list of origins of web pages; "*" alone is all of them where that may be, off or nothing is none.
func origins(name, def string, all bool, help string, at func(*Config) *[]string) Setting {
	s := Setting{Name: name, Group: Limits, Form: "origins like https://dashboard.example, or off", Default: def, Help: help}
	if all {
		s.Form = "`*`, off, or origins like https://dashboard.example"
	}
	s.put = func(c *Config, text string) error {
		*at(c) = nil
		words := list(text)
		if text == Off || len(words) == 0 {
			return nil
		}
		if all && slices.Equal(words, []string{"*"}) {
			*at(c) = words
			return nil
		}
		for _, word := range words {
			if err := origin(word); err != nil {
				return fmt.Errorf("%q: %w", word, err)
			}
		}
		*at(c) = words
		return nil
	}
	return s
}

// origin checks that a text is what a browser sends in the header Origin.
func origin(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Scheme != "https" && u.Scheme != "http", u.Host == "", strings.Contains(text, "*"):
		return errors.New("write each origin in full, like https://dashboard.example or http://localhost:3000")
	case u.Scheme+"://"+u.Host != text, text != strings.ToLower(text):
		return errors.New("an origin is scheme, host and port in lower case, with nothing behind: " + strings.ToLower(u.Scheme+"://"+u.Host))
	}
	return nil
}

// list splits a text at commas.
func list(text string) (words []string) {
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}
