package webhook

import "time"

// waits are how long is waited after each failure; the last of them again and again.
var waits = []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour}

// GiveUpAfter is how long an endpoint may fail before it is disabled.
const GiveUpAfter = 72 * time.Hour

// Wait is how long to wait after so many failures in a row, a tenth more or less: random is 0 to 1.
func Wait(failures int, random float64) time.Duration {
	w := waits[min(max(failures, 1), len(waits))-1]
	return w + time.Duration((random-0.5)/5*float64(w))
}
