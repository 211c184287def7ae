// Package intake takes in files that are sent to be imported: it keeps each on
// disk until it is done with, tells what it holds, and works on them one at a
// time. What is to be recorded, and who may, package relief decides. No HTTP and
// no SQL.
package intake
