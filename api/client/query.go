package client

import (
	"fmt"
	"net/url"
	"reflect"
)

// query writes a filter as "?name=value&…", by its form tags. Zero values are
// left out; of a pointer only nil is.
func query(filter any) string {
	if filter == nil {
		return ""
	}
	values := url.Values{}
	encode(values, reflect.ValueOf(filter))
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

func encode(values url.Values, v reflect.Value) {
	for i := range v.NumField() {
		name, field := v.Type().Field(i).Tag.Get("form"), v.Field(i)
		switch {
		case name == "" && field.Kind() == reflect.Struct:
			encode(values, field)
		case name == "" || field.IsZero():
		case field.Kind() == reflect.Slice:
			for j := range field.Len() {
				values.Add(name, fmt.Sprint(field.Index(j).Interface()))
			}
		default:
			values.Set(name, fmt.Sprint(reflect.Indirect(field).Interface()))
		}
	}
}

// setCursor makes a filter go on where a page ended.
func setCursor[F any](filter *F, cursor string) {
	reflect.ValueOf(filter).Elem().FieldByName("Cursor").SetString(cursor)
}

// cursorOf takes the cursor out of the path of a next page.
func cursorOf(next string) (string, error) {
	u, err := url.Parse(next)
	if err != nil || u.Query().Get("cursor") == "" {
		return "", fmt.Errorf("the server's next page %q has no cursor", next)
	}
	return u.Query().Get("cursor"), nil
}
