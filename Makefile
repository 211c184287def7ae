# Everything a developer runs, under one name each: `make help`.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TAGS      := nomsgpack
LDFLAGS   := -s -w -X main.release=$(VERSION)
BENCH     ?= .
FUZZTIME  ?= 30s
TOOLS     ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/konbit/bin
LINT_VERSION := v2.15.0
LINT      := $(TOOLS)/golangci-lint-$(LINT_VERSION)
SPEC_TOOL := internal/tools/openapi

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' Makefile

.PHONY: build
build: ## The static binary, as ./konbit
	CGO_ENABLED=0 go build -tags $(TAGS) -ldflags '$(LDFLAGS)' -o konbit ./cmd/konbit

.PHONY: run
run: ## The API with the Haiti demo, on an embedded database
	go run ./cmd/konbit serve --demo

.PHONY: test
test: ## All tests; PostgreSQL too where this machine has it
	CGO_ENABLED=0 go test ./...

.PHONY: test-race
test-race: ## All tests with the race detector, PostgreSQL required
	CGO_ENABLED=1 KONBIT_TEST_POSTGRES=required go test -race -timeout 30m ./...

.PHONY: lint
lint: $(LINT) ## gofmt, go vet and golangci-lint
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	CGO_ENABLED=0 go vet -tags $(TAGS) ./...
	CGO_ENABLED=0 $(LINT) run --allow-parallel-runners ./...

$(LINT):
	mkdir -p $(TOOLS)/new
	GOBIN=$(TOOLS)/new GOFLAGS= go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(TOOLS)/new/golangci-lint $@

.PHONY: generate
generate: ## docs/openapi.json, docs/configuration.md and whatever else is made from the code
	CGO_ENABLED=0 go generate ./...

.PHONY: spec-check
spec-check: ## docs/openapi.json under independent validators and generated clients (needs node)
	$(SPEC_TOOL)/check.sh

.PHONY: bench
bench: ## The benchmarks; BENCH=Coverage picks some
	CGO_ENABLED=0 go test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 60m ./...

.PHONY: fuzz
fuzz: ## Every fuzz target for FUZZTIME each
	@set -e; for pkg in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
			echo "$$pkg $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$pkg; \
		done; \
	done

.PHONY: docker
docker: ## The container image konbit:$(VERSION)
	docker build --build-arg VERSION=$(VERSION) -t konbit:$(VERSION) .

.PHONY: clean
clean: ## What build and run left behind, local databases too
	rm -rf konbit konbit.db konbit.db-shm konbit.db-wal coverage.* dist
