package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
	"github.com/konbit-aid/konbit/internal/relief"
)

// entryHeader tells a writer which entries of the ledger a write made: ID;leaf=HASH, one after the other.
const entryHeader = "Konbit-Entry"

// receiptName is under which a request carries its receipt.
const receiptName = "konbit/receipt"

// withReceipt lets a write tell its entries.
func withReceipt(c *gin.Context) {
	r := &api.Receipt{}
	c.Set(receiptName, r)
	c.Request = c.Request.WithContext(relief.WithReceipt(c.Request.Context(), r))
}

// hand puts the receipt of a write into its answer.
func hand(c *gin.Context) {
	kept, _ := c.Get(receiptName)
	r, ok := kept.(*api.Receipt)
	if !ok {
		return
	}
	for _, e := range r.Entries {
		c.Writer.Header().Add(entryHeader, e.ID+";leaf="+e.Leaf)
	}
}
