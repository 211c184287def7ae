package main

import (
	"math/bits"
	"time"
)

// histogram counts durations in buckets that are at most 1/64 of their value wide, from a microsecond to an hour, so
// that a percentile is right to 1.6 % whatever its size.
type histogram struct {
	counts [(64 - fine) << fine]uint64
	n      uint64
}

// fine is how many bits tell the buckets of one power of two apart.
const fine = 6

// bucketOf numbers the bucket of a duration: the values below 2^fine have one each.
func bucketOf(d time.Duration) int {
	v := uint64(max(0, d.Microseconds()))
	power := bits.Len64(v >> fine)
	if power == 0 {
		return int(v)
	}
	return power<<fine + int(v>>(power-1)) - 1<<fine
}

// middle is the duration in the middle of a bucket.
func middle(bucket int) time.Duration {
	power := bucket >> fine
	if power == 0 {
		return time.Duration(bucket) * time.Microsecond
	}
	low := uint64(bucket-power<<fine+1<<fine) << (power - 1)
	return time.Duration(low+1<<(power-1)/2) * time.Microsecond
}

func (h *histogram) add(d time.Duration) {
	h.counts[bucketOf(d)]++
	h.n++
}

func (h *histogram) merge(o *histogram) {
	for i, c := range o.counts {
		h.counts[i] += c
	}
	h.n += o.n
}

// at returns the duration that a share q of all is not above; 0 of none.
func (h *histogram) at(q float64) time.Duration {
	left := uint64(q*float64(h.n) + 0.5)
	left = max(left, 1)
	for i, c := range h.counts {
		if c >= left {
			return middle(i)
		}
		left -= c
	}
	return 0
}
