package exchange

import (
	"strings"
	"sync"

	"github.com/konbit-aid/konbit/api"
)

// otherCountryNames are names that OCHA's systems use and the built-in list does not.
var otherCountryNames = map[string]string{
	"united kingdom": "GBR", "united states": "USA", "united states of america": "USA", "russia": "RUS", "bolivia": "BOL", "venezuela": "VEN",
	"turkey": "TUR", "turkiye": "TUR", "syria": "SYR", "laos": "LAO", "tanzania": "TZA", "czech republic": "CZE", "ivory coast": "CIV", "cote d ivoire": "CIV",
	"occupied palestinian territory": "PSE", "macedonia": "MKD", "moldova": "MDA", "democratic republic of the congo": "COD", "south korea": "KOR",
	"vietnam": "VNM", "brunei": "BRN", "cape verde": "CPV", "swaziland": "SWZ",
}

var countriesByName = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	for _, c := range api.Countries() {
		for _, n := range []api.Opt{c.Names.EN, c.Names.FR, c.Names.HT, c.Names.ES} {
			if n != "" {
				all[foldText(string(n))] = c.ISO3
			}
		}
	}
	for name, code := range otherCountryNames {
		all[name] = code
	}
	return all
})

// locationCode is the three-letter code of a country that is called by its name,
// like "Iran, Islamic Republic of". A name that is not known stays, without commas.
func locationCode(name string) string {
	names := countriesByName()
	if code, ok := names[foldText(name)]; ok {
		return code
	}
	if first, rest, ok := strings.Cut(name, ","); ok {
		for _, other := range []string{rest + " " + first, first + " (" + rest + ")", first} {
			if code, ok := names[foldText(other)]; ok {
				return code
			}
		}
	}
	return strings.ReplaceAll(name, ",", " ")
}
