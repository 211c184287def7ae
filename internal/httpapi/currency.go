package httpapi

import "github.com/gin-gonic/gin"

// listCurrencies answers with the currencies that a filter selects.
//
//	@Summary		List currencies
//	@Description	The currencies of ISO 4217 in the order of their codes.
//	@ID				listCurrencies
//	@Tags			currencies
//	@Param			filter	query		api.CurrencyFilter	false	"filter"
//	@Success		200		{object}	api.List[api.CurrencyInfo]	"One page of currencies"
//	@Router			/v1/currencies [get]
func (s *server) listCurrencies(c *gin.Context) error { return list(c, builtIn(s.svc.Currencies)) }

// getCurrency answers with one currency.
//
//	@Summary		Read a currency
//	@Description	A currency and how many digits its amounts have after the point.
//	@ID				getCurrency
//	@Tags			currencies
//	@Param			code	path		string	true	"The currency's code, like HTG"
//	@Success		200		{object}	api.CurrencyInfo	"The currency"
//	@Router			/v1/currencies/{code} [get]
func (s *server) getCurrency(c *gin.Context) error {
	return get(c, c.Param("code"), builtIn(s.svc.Currency))
}
