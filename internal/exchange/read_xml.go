package exchange

import (
	"encoding/xml"
	"io"

	"github.com/konbit-aid/konbit/api"
)

// Bounds of XML.
const (
	maxXMLDepth = 64
	maxXMLToken = 8 << 20
)

var (
	errDocumentType = api.Errorf(api.CodeMalformed, "The file declares a document type, which could name other files or unfold without end. Such XML is not read.")
	errTooDeep      = api.Errorf(api.CodeMalformed, "The file nests deeper than %d elements.", maxXMLDepth)
)

// shallow passes the tokens of an XML text on. It refuses document types, which
// alone can define entities, and what nests too deep or is too long for one token.
type shallow struct {
	d     *xml.Decoder
	guard *rowGuard
	depth int
}

// newXML reads XML within bounds.
func newXML(in io.Reader) *xml.Decoder {
	guard := &rowGuard{in: in, most: maxXMLToken}
	return xml.NewTokenDecoder(&shallow{d: xml.NewDecoder(guard), guard: guard})
}

// Token returns the next token as it stands.
func (s *shallow) Token() (xml.Token, error) {
	s.guard.start = s.guard.given
	t, err := s.d.RawToken()
	if err != nil {
		return nil, err
	}
	switch t.(type) {
	case xml.Directive:
		return nil, errDocumentType
	case xml.StartElement:
		if s.depth++; s.depth > maxXMLDepth {
			return nil, errTooDeep
		}
	case xml.EndElement:
		s.depth--
	}
	return t, nil
}

// attribute returns an attribute by its local name.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
