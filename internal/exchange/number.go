package exchange

import (
	"regexp"
	"strings"
)

// readGrouped is the note about numbers that were not plain.
const readGrouped = "numbers were read although they are written with separators of thousands or a decimal comma"

// The ways to write a number that can mean one thing only.
var (
	plainNumber   = regexp.MustCompile(`^-?[0-9]{1,19}(\.[0-9]{1,18})?$`)
	byBlanks      = regexp.MustCompile(`^-?[0-9]{1,3}([ '’][0-9]{3})+([.,][0-9]+)?$`)
	byCommas      = regexp.MustCompile(`^-?[0-9]{1,3}((,[0-9]{3}){2,}(\.[0-9]+)?|(,[0-9]{3})+\.[0-9]+)$`)
	byPoints      = regexp.MustCompile(`^-?[0-9]{1,3}((\.[0-9]{3}){2,}(,[0-9]+)?|(\.[0-9]{3})+,[0-9]+)$`)
	decimalComma  = regexp.MustCompile(`^-?([0-9]+,([0-9]{1,2}|[0-9]{4,})|0,[0-9]+)$`)
	oneComma      = regexp.MustCompile(`^-?[1-9][0-9]{0,2},[0-9]{3}$`)
	shortened     = regexp.MustCompile(`^-?[0-9](\.[0-9]+)?[eE]\+?[0-9]+$`)
	anyBlank      = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2007", " ")
	withoutGroups = strings.NewReplacer(" ", "", "'", "", "’", "")
)

// plainly turns a number as people write it into one like 1234567.5. whole says
// that only a whole number can be meant, which tells 1,234 from a decimal.
// Where it could mean two things, why says so.
func plainly(t string, whole bool) (number, why string) {
	t = anyBlank.Replace(t)
	switch {
	case plainNumber.MatchString(t):
		return t, ""
	case byBlanks.MatchString(t):
		return strings.ReplaceAll(withoutGroups.Replace(t), ",", "."), ""
	case byCommas.MatchString(t), whole && oneComma.MatchString(t):
		return strings.ReplaceAll(t, ",", ""), ""
	case byPoints.MatchString(t):
		return strings.ReplaceAll(strings.ReplaceAll(t, ".", ""), ",", "."), ""
	case decimalComma.MatchString(t):
		return strings.ReplaceAll(t, ",", "."), ""
	case oneComma.MatchString(t):
		return "", "could be thousands or a decimal comma; write it plainly, like 1234 or 1.234"
	case strings.HasSuffix(t, "%"):
		return "", "is a percentage; a number is expected here, like 1250 or 12.5"
	case shortened.MatchString(t):
		return "", "was shortened by a spreadsheet, and its last digits are lost; format the column as a number and save the file again"
	}
	return "", "is not a number like 1250 or 12.5"
}
