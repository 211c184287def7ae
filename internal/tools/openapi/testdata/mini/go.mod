module github.com/konbit-aid/konbit

go 1.26.0
