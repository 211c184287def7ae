// Package webhook pushes the ledger to those who asked for it: one event after the other, signed, again and again until it
// is taken, and never to an address that is none of the public's. What is due, and who may be told what, package relief says.
package webhook
