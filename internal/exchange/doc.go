// Package exchange reads and writes file formats over the types of package
// api: CSV lists as they are published by OCHA and others, and CSV of every
// list that Konbit answers with. It knows no HTTP and no SQL.
//
// Reading: [Open] tells by the header which layout a file has. Writing:
// [NewCSV] with the table of a resource, or [CSVOf] by the record's type.
package exchange
