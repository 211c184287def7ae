package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

// entryHeader tells a writer which entries of the ledger a write made: ID;leaf=HASH, one after the other.
const entryHeader = "Konbit-Entry"

// withReceipt lets a write tell its entries.
func withReceipt(c *gin.Context) {
	r := &api.Receipt{}
	visitOf(c).receipt = r
	c.Request = c.Request.WithContext(relief.WithReceipt(c.Request.Context(), r))
}

// hand puts the receipt of a write into its answer.
func hand(c *gin.Context) {
	r := visitOf(c).receipt
	if r == nil {
		return
	}
	for _, e := range r.Entries {
		c.Writer.Header().Add(entryHeader, e.ID+";leaf="+e.Leaf)
	}
}
