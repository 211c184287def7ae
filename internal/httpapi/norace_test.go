//go:build !race

package httpapi_test

// underRace tells that the race detector is on, under which everything takes many times as long.
const underRace = false
