package httpapi_test

import "strings"

// hostile are texts that have broken other programs: SQL, quotes, control characters, what looks like a path, a header,
// a formula or a number, and what Unicode plays.
var hostile = []string{
	"'", "\"", "';--", "' OR '1'='1", "\") OR 1=1 --", "1; DROP TABLE pledges", "' UNION SELECT secret FROM keys --", "$1", "?", "%", "_", "\\", "\\'",
	"{{7*7}}", "${jndi:ldap://127.0.0.1/x}", "<script>alert(1)</script>", "<!--#exec cmd=\"id\"-->",
	"../../../../etc/passwd", "..%2f..%2f", "....//", "/", "//", ".", "..", "C:\\", "file:///etc/passwd", "http://169.254.169.254/",
	"=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "=HYPERLINK(\"http://x\")", "＝1+1",
	"a\x00b", "\x00", "a\x01\x1f\x7f", "a\r\nX-Injected: yes", "a\nb", "\t", " ", "  x  ", "\u00a0", "\u2028", "\u200b", "\ufeff", "\ufffe",
	"\u202egnp.exe", "ａｄｍｉｎ", "ı", "İ", "ß", "e\u0301", "Z̴̛͠a̷l̶g̸o", "👩‍👩‍👧‍👦", "\U0010ffff", "𝒳", "ﷺ",
	"null", "true", "undefined", "NaN", "Infinity", "-0", "0x1F", "1e309", "１２", "9223372036854775808", "-9223372036854775809", "1_000", "0123",
	"2024-02-30", "0000-00-00", "9999-12-31", "2024-13-01", "2024-09-05T00:00:00Z", "-2024-01-01", "+12024-01-01",
	"knb_live_", "Bearer x", "*", "%00", "%ff", "%25", "%2e%2e", "a%2Fb", "&", "#", ";", "+", "a=b", "[]", "a[]", "{}",
	strings.Repeat("a", 301), strings.Repeat("é", 301), strings.Repeat("x", 6000), strings.Repeat("'", 200), strings.Repeat("𝒳", 300),
}

// notUTF8 are bytes that are no text.
var notUTF8 = []string{"\xff", "\xc0\xaf", "\xed\xa0\x80", "a\xf0\x28\x8c\x28", "\xe2\x82"}

// numbers are spellings of numbers that have broken other programs.
var numbers = []string{"-1", "-0", "0.0", "-0.0", "1.5", "1e3", "1E400", "-1e400", "1e-400", "9007199254740993", "9223372036854775807",
	"9223372036854775808", "-9223372036854775809", "18446744073709551616", "1e18", "100000000000000000000000000000000000000000", "0.1e1", "10000000001",
	"6", "2147483648", "99999999999999999999.99"}

// misspelt are bodies that are not JSON, or not only.
var misspelt = []string{"", " ", "null", "[]", "\"text\"", "7", "true", "{", "{}}", "{\"a\":}", "{'a':1}", "{\"a\":1,}", "{a:1}", "\ufeff{}", "{}{}", "{} x",
	"{\"a\":01}", "{\"a\":+1}", "{\"a\":NaN}", "{\"a\":\"\x01\"}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\x\"}", "/* */{}", "[[[[[[[[", "{\"\":{\"\":{\"\":{}}}}",
	"<?xml version=\"1.0\"?><a/>", "a=b&c=d", "{\"__proto__\":{\"admin\":true}}", "{\"$ref\":\"#\"}", "{\"a\":\"\xff\"}"}
