package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listLedger answers with the entries of the ledger, or follows it.
//
//	@Summary		Follow the ledger
//	@Description	Every change of every record, in one order without gaps: who, when, why, and the record before and after, byte by byte. Keep `last`, and ask again
//	@Description	with `after=` it: nothing is missed, nothing comes twice. Changes that you may not see are left out; what you could see and no longer can comes as
//	@Description	`hidden`: forget it. With `Accept: text/event-stream` the answer goes on as changes are made; each event has its number as its id, so a browser's
//	@Description	`EventSource` goes on where it was. As NDJSON it is the whole rest of the ledger, one entry a line. With `leaves=true` nothing is left out of the
//	@Description	count: of what is not told comes the leaf, so that `konbit verify` can recompute the tree.
//	@ID				listLedger
//	@Tags			ledger
//	@Param			filter	query		api.LedgerFilter	false	"filter"
//	@Success		200	{object}	api.LedgerPage	"A part of the ledger"
//	@Router			/v1/ledger [get]
func (s *server) listLedger(c *gin.Context) error {
	var filter api.LedgerFilter
	if follows(c) {
		return s.followLedger(c, filter)
	}
	how, err := readQuery(c, &filter, ledgerFormats)
	if err != nil {
		return err
	}
	if how == asNDJSON {
		return s.exportLedger(c, filter)
	}
	page, err := s.svc.Ledger(c.Request.Context(), caller(c), filter)
	if err != nil {
		return err
	}
	if page.Last < page.Size {
		page.Next = api.Opt(ledgerAfter(c, page.Last))
		c.Header("Link", "<"+string(page.Next)+`>; rel="next"`)
	}
	return answer(c, http.StatusOK, page)
}

// ledgerFormats are those of the ledger that have an end.
var ledgerFormats = []format{asJSON, asNDJSON}

// ledgerAfter is the address of the page after a number, with all else that was asked for.
func ledgerAfter(c *gin.Context, last int64) string {
	values := c.Request.URL.Query()
	values.Set("after", strconv.FormatInt(last, 10))
	return c.Request.URL.EscapedPath() + "?" + values.Encode()
}

// exportLedger writes the entries up to the present end of the ledger, one a line; only so many where a limit is given.
func (s *server) exportLedger(c *gin.Context, filter api.LedgerFilter) error {
	whole := filter.Limit == 0
	if whole {
		filter.Limit = api.MaxLimit
	}
	page, err := s.svc.Ledger(c.Request.Context(), caller(c), filter)
	if err != nil {
		return err
	}
	end := page.Size
	c.Status(http.StatusOK)
	c.Header("Content-Type", mediaTypes[asNDJSON])
	lines := json.NewEncoder(c.Writer)
	lines.SetEscapeHTML(false)
	for {
		for _, e := range page.Data {
			if *e.Seq > end {
				return nil
			}
			if err := lines.Encode(e); err != nil {
				return err
			}
		}
		c.Writer.Flush()
		if !whole || page.Last >= end || c.Request.Method == http.MethodHead {
			return nil
		}
		filter.After = page.Last
		if page, err = s.svc.Ledger(c.Request.Context(), caller(c), filter); err != nil {
			return err
		}
	}
}

// getLedgerCheckpoint answers with the signed head of the ledger.
//
//	@Summary		Read the newest checkpoint
//	@Description	The signed head of the ledger's Merkle tree (RFC 6962), as a C2SP note. Keep one: whoever rewrites what was before it can be found out with
//	@Description	`konbit verify --checkpoint`.
//	@ID				getLedgerCheckpoint
//	@Tags			ledger
//	@Success		200	{object}	api.LedgerCheckpoint	"The checkpoint"
//	@Router			/v1/ledger/checkpoint [get]
func (s *server) getLedgerCheckpoint(c *gin.Context) error {
	if err := bare(c); err != nil {
		return err
	}
	checkpoint, err := s.svc.Checkpoint(c.Request.Context())
	if err != nil {
		return err
	}
	return answer(c, http.StatusOK, checkpoint)
}

// getLedgerKey answers with the public key of the ledger.
//
//	@Summary		Read the ledger's public key
//	@Description	It verifies checkpoints. Get it once, from somewhere that you trust, and keep it: a key that comes with what it verifies proves little.
//	@ID				getLedgerKey
//	@Tags			ledger
//	@Success		200	{object}	api.LedgerKey	"The key"
//	@Router			/v1/ledger/key [get]
func (s *server) getLedgerKey(c *gin.Context) error {
	if err := bare(c); err != nil {
		return err
	}
	key, err := s.svc.LedgerKey()
	if err != nil {
		return err
	}
	return answer(c, http.StatusOK, key)
}

// getLedgerEntry answers with one entry.
//
//	@Summary		Read an entry of the ledger
//	@Description	By its number, or by the id that the header `Konbit-Entry` of a write told. Who may not see the record is told the entry's place and leaf alone.
//	@ID				getLedgerEntry
//	@Tags			ledger
//	@Param			entry	path		string	true	"The entry's number or id"
//	@Success		200	{object}	api.LedgerEntry	"The entry"
//	@Router			/v1/ledger/entries/{entry} [get]
func (s *server) getLedgerEntry(c *gin.Context) error {
	return get(c, c.Param("entry"), s.svc.LedgerEntry)
}

// getLedgerProof answers with the proof that an entry is in the ledger.
//
//	@Summary		Prove that an entry is in the ledger
//	@Description	The audit path of RFC 6962 from the entry's leaf to the root of a tree. It is a 409 until the entry is sealed, which takes a fraction of a second.
//	@ID				getLedgerProof
//	@Tags			ledger
//	@Param			entry	path		string	true	"The entry's number or id"
//	@Param			filter	query		api.LedgerProofFilter	false	"filter"
//	@Success		200	{object}	api.LedgerProof	"The proof"
//	@Router			/v1/ledger/entries/{entry}/proof [get]
func (s *server) getLedgerProof(c *gin.Context) error {
	return getAt(c, c.Param("entry"), func(ctx context.Context, _ api.Caller, id string, f api.LedgerProofFilter) (api.LedgerProof, error) {
		return s.svc.LedgerProof(ctx, id, f)
	})
}

// getLedgerConsistency answers with the proof that nothing before was changed.
//
//	@Summary		Prove that one state of the ledger is the beginning of another
//	@Description	The consistency proof of RFC 6962 between the trees of two sizes: what was in the older one is in the newer one, unchanged and in its place.
//	@ID				getLedgerConsistency
//	@Tags			ledger
//	@Param			filter	query		api.LedgerConsistencyFilter	false	"filter"
//	@Success		200	{object}	api.LedgerConsistency	"The proof"
//	@Router			/v1/ledger/consistency [get]
func (s *server) getLedgerConsistency(c *gin.Context) error {
	return getAt(c, "", func(ctx context.Context, _ api.Caller, _ string, f api.LedgerConsistencyFilter) (api.LedgerConsistency, error) {
		return s.svc.LedgerConsistency(ctx, f)
	})
}

// getLedgerTile answers with hashes of the tree.
//
//	@Summary		Read a tile of the tree
//	@Description	256 hashes of one level, or as many as there are: enough of them make any proof. A whole tile never changes.
//	@ID				getLedgerTile
//	@Tags			ledger
//	@Param			level	path		string	true	"0 for leaves; each further level stands for 256 of the one below"
//	@Param			index	path		string	true	"The tile's place in its level, from 0"
//	@Success		200	{object}	api.LedgerTile	"The tile"
//	@Router			/v1/ledger/tiles/{level}/{index} [get]
func (s *server) getLedgerTile(c *gin.Context) error {
	if err := bare(c); err != nil {
		return err
	}
	level, err := strconv.Atoi(c.Param("level"))
	index, indexErr := strconv.ParseInt(c.Param("index"), 10, 64)
	if err != nil || indexErr != nil {
		return api.Errorf(api.CodeNotFound, "The tree has no such tile.")
	}
	tile, err := s.svc.LedgerTile(c.Request.Context(), level, index)
	if err != nil {
		return err
	}
	if len(tile.Hashes) == 256 {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	}
	return answer(c, http.StatusOK, tile)
}
