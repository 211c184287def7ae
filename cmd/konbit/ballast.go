package main

// ballast is memory that is never touched, so it takes none of the machine's. It counts as in use where the collector decides
// when to run: the server's own heap is so small that under load it would run dozens of times a second for a few MiB each
// time, which cost a tenth of an answer from memory. Unlike a higher GOGC it does not let a large heap grow further.
var ballast = make([]byte, 16<<20)
