package httpapi

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listTransactions answers with what happened to a pledge.
//
//	@Summary		List the transactions of a pledge
//	@Description	Commitments, payments and what was taken back, in the order of their ids.
//	@ID				listTransactions
//	@Tags			pledges
//	@Param			id	path		string	true	"The pledge's id"
//	@Param			filter	query		api.TransactionFilter	false	"filter"
//	@Success		200		{object}	api.List[api.Transaction]	"One page of transactions"
//	@Router			/v1/pledges/{id}/transactions [get]
func (s *server) listTransactions(c *gin.Context) error {
	return list(c, func(ctx context.Context, who api.Caller, f api.TransactionFilter) (api.List[api.Transaction], error) {
		return s.svc.Transactions(ctx, who, c.Param("id"), f)
	})
}

// getTransaction answers with one transaction.
//
//	@Summary		Read a transaction
//	@Description	One thing that happened to a pledge.
//	@ID				getTransaction
//	@Tags			pledges
//	@Param			id	path		string	true	"The pledge's id"
//	@Param			txid	path		string	true	"The transaction's id"
//	@Param			filter	query		api.RecordFilter	false	"filter"
//	@Success		200		{object}	api.Transaction	"The transaction"
//	@Router			/v1/pledges/{id}/transactions/{txid} [get]
func (s *server) getTransaction(c *gin.Context) error {
	return getAt(c, c.Param("txid"), func(ctx context.Context, who api.Caller, id string, f api.RecordFilter) (api.Transaction, error) {
		return s.svc.TransactionAt(ctx, who, c.Param("id"), id, f)
	})
}

// createTransaction records what happened to a pledge.
//
//	@Summary		Record a transaction
//	@Description	A commitment stays within the pledge, a payment within the pledge too: without a commitment it counts as both.
//	@Description	A transaction is never changed: a mistake is taken back by a `decommitment` or a `refund`.
//	@ID				createTransaction
//	@Tags			pledges
//	@Param			id	path		string	true	"The pledge's id"
//	@Param			transaction	body		api.TransactionInput	true	"What happened"
//	@Success		201			{object}	api.Transaction	"The transaction as recorded"
//	@Security		bearer[pledge]
//	@Router			/v1/pledges/{id}/transactions [post]
func (s *server) createTransaction(c *gin.Context) error {
	pledge := c.Param("id")
	add := func(ctx context.Context, who api.Caller, in api.TransactionInput, once *api.Once) (api.Transaction, error) {
		return s.svc.CreateTransaction(ctx, who, pledge, in, once)
	}
	return create(c, add, func(r api.Transaction) string { return pathTo("pledges", pledge, "transactions", r.ID) })
}
