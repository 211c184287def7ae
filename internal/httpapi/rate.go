package httpapi

import (
	"github.com/gin-gonic/gin"

	"github.com/konbit-aid/konbit/api"
)

// listExchangeRates answers with the exchange rates that a filter selects.
//
//	@Summary		List exchange rates
//	@Description	The rates by which amounts without a rate of their own are valued in US dollars.
//	@ID				listExchangeRates
//	@Tags			exchange-rates
//	@Param			filter	query		api.ExchangeRateFilter	false	"filter"
//	@Success		200		{object}	api.List[api.ExchangeRate]	"One page of exchange rates"
//	@Router			/v1/exchange-rates [get]
func (s *server) listExchangeRates(c *gin.Context) error { return list(c, s.svc.ExchangeRates) }

// getExchangeRate answers with one exchange rate.
//
//	@Summary		Read an exchange rate
//	@Description	How many units of a currency one US dollar buys on a day.
//	@ID				getExchangeRate
//	@Tags			exchange-rates
//	@Param			id	path		string	true	"The exchange rate's id"
//	@Param			filter	query		api.RecordFilter	false	"filter"
//	@Success		200	{object}	api.ExchangeRate	"The exchange rate"
//	@Router			/v1/exchange-rates/{id} [get]
func (s *server) getExchangeRate(c *gin.Context) error {
	return getAt(c, c.Param("id"), s.svc.ExchangeRateAt)
}

// createExchangeRate records an exchange rate.
//
//	@Summary		Record an exchange rate
//	@Description	A rate is used for amounts of its day and of the 31 days after it, until there is a newer one. A currency has one rate a day: the second is a 409.
//	@ID				createExchangeRate
//	@Tags			exchange-rates
//	@Param			exchangeRate	body		api.ExchangeRateInput	true	"The rate"
//	@Success		201		{object}	api.ExchangeRate	"The exchange rate as recorded"
//	@Security		bearer[coordinate]
//	@Router			/v1/exchange-rates [post]
func (s *server) createExchangeRate(c *gin.Context) error {
	return create(c, s.svc.CreateExchangeRate, func(r api.ExchangeRate) string { return pathTo("exchange-rates", r.ID) })
}

// updateExchangeRate changes an exchange rate.
//
//	@Summary		Change an exchange rate
//	@Description	What is left out stays. Amounts that were valued by the rate keep their value.
//	@ID				updateExchangeRate
//	@Tags			exchange-rates
//	@Param			id	path		string	true	"The exchange rate's id"
//	@Param			patch	body		api.ExchangeRateInput	true	"The fields to change"
//	@Success		200		{object}	api.ExchangeRate	"The exchange rate as changed"
//	@Security		bearer[coordinate]
//	@Router			/v1/exchange-rates/{id} [patch]
func (s *server) updateExchangeRate(c *gin.Context) error {
	return update(c, c.Param("id"), s.svc.UpdateExchangeRate)
}
