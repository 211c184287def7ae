package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// facts is what the Go source says of the types that travel and what
// annotations cannot: pointers, order of fields, closed lists, limits, forms.
type facts struct {
	structs  map[string][]field  // by name, without the package
	lists    map[string][]string // closed values by type name, and by variable name for lists of plain strings
	docs     map[string]string   // comments of types
	notes    map[string]string   // comments of constants, by their value: "PledgeStage/announced"
	numbers  map[string]int      // constants like MaxTitle
	patterns map[string]string   // regular expressions by variable name
	filters  map[string]string   // filter type by operation id
}

// field is one member of a struct as it travels.
type field struct {
	name     string // in JSON or in the address
	typ      string // Go type without a leading *
	pointer  bool
	optional bool // omitempty
	doc      string
	tag      reflect.StructTag
	embedded bool
}

func (f field) list() bool { return strings.HasPrefix(f.typ, "[]") }

// element is the type of the members of a list, else the type itself.
func (f field) element() string { return strings.TrimPrefix(f.typ, "[]") }

func readFacts(dirs ...string) (*facts, error) {
	f := &facts{map[string][]field{}, map[string][]string{}, map[string]string{}, map[string]string{},
		map[string]int{}, map[string]string{}, map[string]string{}}
	for _, dir := range dirs {
		packages, err := parser.ParseDir(token.NewFileSet(), dir, func(i fs.FileInfo) bool {
			return !strings.HasSuffix(i.Name(), "_test.go")
		}, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, pkg := range packages {
			f.readPackage(pkg)
		}
	}
	return f, nil
}

func (f *facts) readPackage(pkg *ast.Package) {
	constants := map[string]string{}
	each := func(visit func(*ast.GenDecl)) {
		for _, file := range pkg.Files {
			for _, d := range file.Decls {
				if g, ok := d.(*ast.GenDecl); ok {
					visit(g)
				}
			}
		}
	}
	words := map[string][]string{}
	each(func(g *ast.GenDecl) { f.readTypesAndConstants(g, constants, words) })
	each(func(g *ast.GenDecl) { f.readVariables(g, constants) })
	for name, list := range words {
		if f.lists[name] == nil { // its constants are all there is
			f.lists[name] = list
		}
	}
	for _, file := range pkg.Files {
		for _, comments := range file.Comments {
			f.readAnnotations(comments.Text())
		}
	}
}

func (f *facts) readTypesAndConstants(g *ast.GenDecl, constants map[string]string, words map[string][]string) {
	for _, s := range g.Specs {
		switch spec := s.(type) {
		case *ast.TypeSpec:
			doc := spec.Doc.Text()
			if doc == "" {
				doc = g.Doc.Text()
			}
			f.docs[spec.Name.Name] = describe(spec.Name.Name, sentence(doc))
			if st, ok := spec.Type.(*ast.StructType); ok {
				f.structs[spec.Name.Name] = readFields(st)
			}
		case *ast.ValueSpec:
			if g.Tok == token.CONST {
				f.readConstants(spec, constants, words)
			}
		}
	}
}

func (f *facts) readConstants(spec *ast.ValueSpec, constants map[string]string, words map[string][]string) {
	for i, value := range spec.Values {
		lit, ok := value.(*ast.BasicLit)
		if !ok {
			continue
		}
		if lit.Kind == token.INT {
			if n, err := strconv.Atoi(strings.ReplaceAll(lit.Value, "_", "")); err == nil {
				f.numbers[spec.Names[i].Name] = n
			}
			continue
		}
		text, _ := strconv.Unquote(lit.Value)
		constants[spec.Names[i].Name] = text
		if typ, ok := spec.Type.(*ast.Ident); ok {
			f.notes[typ.Name+"/"+text] = sentence(spec.Comment.Text())
			words[typ.Name] = append(words[typ.Name], text)
		}
	}
}

// readVariables finds closed lists (a slice of texts, of constants, or of calls
// whose first argument is the code) and regular expressions.
func (f *facts) readVariables(g *ast.GenDecl, constants map[string]string) {
	for _, s := range g.Specs {
		spec, ok := s.(*ast.ValueSpec)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for i, value := range spec.Values {
			name := spec.Names[i].Name
			switch v := value.(type) {
			case *ast.CompositeLit:
				if array, ok := v.Type.(*ast.ArrayType); ok {
					if words, ok := closedList(v, constants); ok {
						f.lists[name] = words
						if t := f.codeType(expression(array.Elt)); t != "string" {
							f.lists[t] = words
						}
					}
				}
			case *ast.CallExpr:
				if expression(v.Fun) == "regexp.MustCompile" {
					f.patterns[name], _ = strconv.Unquote(v.Args[0].(*ast.BasicLit).Value)
				}
			}
		}
	}
}

// codeType is the type of the codes of a list: its own, or that of the field Code of its structs.
func (f *facts) codeType(element string) string {
	for _, field := range f.structs[element] {
		if field.name == "code" {
			return field.typ
		}
	}
	return element
}

func closedList(v *ast.CompositeLit, constants map[string]string) ([]string, bool) {
	var words []string
	for _, e := range v.Elts {
		if call, ok := e.(*ast.CallExpr); ok && len(call.Args) > 0 {
			e = call.Args[0]
		}
		switch e := e.(type) {
		case *ast.BasicLit:
			word, err := strconv.Unquote(e.Value)
			if err != nil || e.Kind != token.STRING {
				return nil, false
			}
			words = append(words, word)
		case *ast.Ident:
			word, known := constants[e.Name]
			if !known {
				return nil, false
			}
			words = append(words, word)
		default:
			return nil, false
		}
	}
	return words, len(words) > 0
}

func readFields(st *ast.StructType) []field {
	var list []field
	for _, m := range st.Fields.List {
		var tag reflect.StructTag
		if m.Tag != nil {
			text, _ := strconv.Unquote(m.Tag.Value)
			tag = reflect.StructTag(text)
		}
		typ, pointer := strings.CutPrefix(expression(m.Type), "*")
		if len(m.Names) == 0 {
			list = append(list, field{typ: typ, embedded: true})
			continue
		}
		name, options, _ := strings.Cut(tag.Get("json"), ",")
		if name == "" {
			name = tag.Get("form")
		}
		if name == "" || name == "-" {
			continue
		}
		doc := m.Doc.Text()
		if doc == "" {
			doc = m.Comment.Text()
		}
		list = append(list, field{name: name, typ: typ, pointer: pointer, doc: describe(m.Names[0].Name, sentence(doc)), tag: tag,
			optional: strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")})
	}
	return list
}

// fields lists the members of a struct with those of its embedded structs, in
// the order of the source. Where a name comes twice, the outer one holds.
func (f *facts) fields(name string) []field {
	var list []field
	at := map[string]int{}
	add := func(m field, outer bool) {
		i, twice := at[m.name]
		if !twice {
			at[m.name] = len(list)
			list = append(list, m)
		} else if outer {
			list[i] = m
		}
	}
	for _, m := range f.structs[name] {
		if !m.embedded {
			add(m, true)
			continue
		}
		for _, inner := range f.fields(m.typ) {
			add(inner, false)
		}
	}
	return list
}

var (
	operationID = regexp.MustCompile(`(?mi)^\s*@ID\s+(\S+)`)
	queryStruct = regexp.MustCompile(`(?mi)^\s*@Param\s+\S+\s+query\s+(?:\w+\.)?([A-Z]\w*)`)
)

// readAnnotations notes which filter an operation takes.
func (f *facts) readAnnotations(comment string) {
	id, filter := operationID.FindStringSubmatch(comment), queryStruct.FindStringSubmatch(comment)
	if id != nil && filter != nil {
		f.filters[id[1]] = filter[1]
	}
}

func expression(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return "*" + expression(e.X)
	case *ast.ArrayType:
		return "[]" + expression(e.Elt)
	case *ast.SelectorExpr:
		if expression(e.X) == "api" {
			return e.Sel.Name
		}
		return expression(e.X) + "." + e.Sel.Name
	case *ast.MapType:
		return "map"
	}
	return ""
}

// describe turns a Go comment into the description of a field: "Donor is who
// pays." says nothing of a name that JSON spells otherwise.
func describe(name, doc string) string {
	rest, ok := strings.CutPrefix(doc, name+" ")
	if !ok {
		return doc
	}
	verb, object, _ := strings.Cut(rest, " ")
	switch {
	case verb == "is" || verb == "are":
		rest = object
	case !strings.HasSuffix(verb, "s"):
		return doc
	}
	first, size := utf8.DecodeRuneInString(rest)
	return string(unicode.ToUpper(first)) + rest[size:]
}

var blanks = regexp.MustCompile(`\s+`)

// sentence joins the lines of a comment.
func sentence(comment string) string {
	return strings.TrimSpace(blanks.ReplaceAllString(comment, " "))
}
