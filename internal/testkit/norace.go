//go:build !race

package testkit

// UnderRace tells that the race detector is on, under which everything takes many times as long.
const UnderRace = false
