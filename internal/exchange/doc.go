// Package exchange reads and writes file formats over the types of package
// api: files as they are published by OCHA and others, and every list that
// Konbit answers with as CSV, HXL, workbook, GeoJSON and IATI, and templates to
// fill in. It knows no HTTP and no SQL.
//
// Reading: [Open] tells by its beginning which layout a file has. Writing: the
// table of a resource ([TableOf]) says what its columns are called, mean and
// hold, how a cell is written and, where it is read, how; [NewCSV], [NewHXL],
// [NewXLSX] and [NewGeoJSON] write by it, and templates have its columns.
package exchange
