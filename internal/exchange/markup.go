package exchange

import "time"

// markup writes XML. Attributes are names and values in turn.
type markup struct {
	buf   []byte
	depth int
}

func (m *markup) tag(name string, attributes []string) {
	m.buf = append(m.buf, '\n')
	for range m.depth {
		m.buf = append(m.buf, "  "...)
	}
	m.buf = append(append(m.buf, '<'), name...)
	for i := 0; i+1 < len(attributes); i += 2 {
		m.buf = append(append(append(m.buf, ' '), attributes[i]...), `="`...)
		m.buf = append(appendXML(m.buf, attributes[i+1], replaced), '"')
	}
}

func (m *markup) open(name string, attributes ...string) {
	m.tag(name, attributes)
	m.buf = append(m.buf, '>')
	m.depth++
}

func (m *markup) close(name string) {
	m.depth--
	m.buf = append(m.buf, '\n')
	for range m.depth {
		m.buf = append(m.buf, "  "...)
	}
	m.buf = append(append(append(m.buf, "</"...), name...), '>')
}

func (m *markup) empty(name string, attributes ...string) {
	m.tag(name, attributes)
	m.buf = append(m.buf, "/>"...)
}

// leaf is an element that holds a text.
func (m *markup) leaf(name, text string, attributes ...string) {
	m.tag(name, attributes)
	m.buf = appendXML(append(m.buf, '>'), text, replaced)
	m.buf = append(append(append(m.buf, "</"...), name...), '>')
}

func (m *markup) narrative(text string) { m.leaf("narrative", text) }

// words is an element that holds one narrative.
func (m *markup) words(name, text string) {
	m.open(name)
	m.narrative(text)
	m.close(name)
}

func momentText(t time.Time) string { return t.UTC().Format(time.RFC3339) }
