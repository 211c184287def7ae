// Package limit bounds what callers may take: how often they ask (Limiter), how many are served at once (Places) and how
// much memory their bodies take (Budget). It knows neither HTTP nor SQL; the clock is handed in.
package limit
