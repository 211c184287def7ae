// Package api is Konbit's public vocabulary: the records as they travel over
// the wire, the inputs that make them, the filters that select them and the
// one error type. It depends on the standard library only, so that clients,
// importers and the server share one definition of every word.
//
// Unknown is null: [Date] and [Opt] write null for "", pointers write null for
// nil. Money is an integer of minor units in memory and a decimal string on
// the wire. Inputs have a Validate method that reports every wrong field at
// once.
package api
