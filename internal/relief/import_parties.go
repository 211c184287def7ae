package relief

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/konbit-aid/konbit/api"
)

// parties finds organizations by name, and makes those that are not there.
type parties struct {
	im     *importer
	byName map[string]string // folded name → code
}

func (im *importer) parties() (*parties, error) {
	known, err := im.b.Organizations()
	if err != nil {
		return nil, err
	}
	p := &parties{im, map[string]string{}}
	for code, o := range known {
		name := strings.Join(words(o.Name), " ")
		if before, twice := p.byName[name]; !twice || code < before {
			p.byName[name] = code
		}
	}
	return p, nil
}

// code returns the code of an organization. A new one gets the slug of its
// name; if that belongs to another organization, with a mark of its own.
func (p *parties) code(party api.Party) (string, error) {
	name := strings.Join(words(party.Name), " ")
	if code, ok := p.byName[name]; ok {
		return code, nil
	}
	known, err := p.im.b.Organizations()
	if err != nil {
		return "", err
	}
	code := slug(party.Name, false)
	if _, taken := known[code]; taken {
		code = slug(party.Name, true)
	}
	in := api.OrganizationInput{Code: code, Name: shorten(party.Name, api.MaxTitle), Type: party.Type, Country: party.Country, Acronym: party.Acronym}
	if _, err := p.im.b.PutOrganization(in); err != nil {
		return "", err
	}
	p.byName[name] = code
	p.im.made("organizations made", code)
	return code, nil
}

// slug makes a code of a name: "Japan, Government of" is japan-government-of. A
// name without Latin letters, one that is too long and one whose slug is taken
// (marked) ends in eight digits made from the name.
func slug(name string, marked bool) string {
	code := strings.Join(words(name), "-")
	code = strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return -1
	}, code)
	code = strings.Trim(code, "-")
	if code != "" && !marked && len(code) <= api.MaxCode {
		return code
	}
	sum := sha256.Sum256([]byte(name))
	mark := hex.EncodeToString(sum[:4])
	if code == "" {
		return "org-" + mark
	}
	return strings.TrimRight(code[:min(len(code), api.MaxCode-9)], "-") + "-" + mark
}

// words are the words of a name in small letters, without accents and apostrophes.
func words(name string) []string {
	plain := strings.Map(func(c rune) rune {
		switch {
		case unicode.Is(unicode.Mn, c) || c == '\'' || c == '’':
			return -1
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			return c
		}
		return ' '
	}, norm.NFD.String(strings.ToLower(name)))
	return slices.Clip(strings.Fields(plain))
}
