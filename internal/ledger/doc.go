// Package ledger is the arithmetic of proof: what an entry commits to, how entries become a Merkle tree (RFC 6962), how
// the tree's head is signed (C2SP signed notes), and how all of it is verified by whoever has the public key alone. It
// reads no database and speaks no HTTP.
package ledger
