# Everything a developer runs, under one name each: `make help`.
SHELL := /bin/bash
.DEFAULT_GOAL := help

VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TAGS      := nomsgpack
LDFLAGS   := -s -w -X main.release=$(VERSION)
BENCH     ?= .
FUZZTIME  ?= 30s
REQUESTS  ?= 1000000
SEED      ?= 1
TOOLS     ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/konbit/bin
LINT_VERSION := v2.15.0
LINT      := $(TOOLS)/golangci-lint-$(LINT_VERSION)
LICENSES_VERSION := v1.6.0
LICENSES  := $(TOOLS)/go-licenses-$(LICENSES_VERSION)
SBOM_VERSION := v1.9.0
SBOM_TOOL := $(TOOLS)/cyclonedx-gomod-$(SBOM_VERSION)
VULN_VERSION := v1.3.0
VULN      := $(TOOLS)/govulncheck-$(VULN_VERSION)
SBOM      ?= dist/konbit.cdx.json
SPEC_TOOL := internal/tools/openapi
PEERS     := cmd/konbit-bench

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' Makefile

.PHONY: build
build: ## The static binary, as ./konbit
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -tags $(TAGS) -ldflags '$(LDFLAGS)' -o konbit ./cmd/konbit

.PHONY: run
run: ## The API with the Haiti demo, on an embedded database
	go run ./cmd/konbit serve --demo

.PHONY: test
test: ## All tests; PostgreSQL too where this machine has it
	CGO_ENABLED=0 go test ./...

# The race detector, but not inside SQLite: that is C turned into Go, one connection at a time, and half of the tests' time.
RACE := -race -gcflags=modernc.org/sqlite/lib=-race=false -gcflags=modernc.org/libc=-race=false

.PHONY: test-race
test-race: ## All tests with the race detector, PostgreSQL required
	CGO_ENABLED=1 KONBIT_TEST_POSTGRES=required go test $(RACE) -timeout 30m $(TEST_FLAGS) ./...

.PHONY: test-long
test-long: ## What is too long for the race detector: the files of OCHA and others, 10,000 alterations of a ledger, and what is kept of coverage
	CGO_ENABLED=0 KONBIT_TEST_POSTGRES=required KONBIT_ALTERATIONS=10000 go test -count=1 -run '^(TestReal|TestEveryAlterationIsFound|TestThePastIsWhatWasAnsweredThen|TestCoverageOfAnySpan)' ./internal/relief

.PHONY: lint
lint: $(LINT) ## gofmt, go vet and golangci-lint
	@test -z "$$(gofmt -l .)" || { echo "not formatted:"; gofmt -l .; exit 1; }
	CGO_ENABLED=0 go vet -tags $(TAGS) ./...
	CGO_ENABLED=0 $(LINT) run --allow-parallel-runners ./...

$(LINT):
	mkdir -p $(TOOLS)/new
	GOBIN=$(TOOLS)/new GOFLAGS= go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(TOOLS)/new/golangci-lint $@

# What is shipped and what tests it is under licences that go along with Apache-2.0. Left out: mathutil, whose BSD-3-Clause
# text the tool does not know; rapid (MPL-2.0), which is in tests alone and is not changed.
.PHONY: licenses
licenses: $(LICENSES) ## Fails on a dependency whose licence is not on the list
	GOFLAGS=-tags=$(TAGS) $(LICENSES) check --include_tests --ignore github.com/konbit-aid/konbit --ignore modernc.org/mathutil \
		--ignore pgregory.net/rapid --allowed_licenses=Apache-2.0,MIT,BSD-2-Clause,BSD-3-Clause,ISC ./... 2>/dev/null || \
		{ GOFLAGS=-tags=$(TAGS) $(LICENSES) report ./... 2>/dev/null; exit 1; }

.PHONY: sbom
sbom: $(SBOM_TOOL) ## The modules in the binary, as CycloneDX JSON in SBOM=dist/konbit.cdx.json
	mkdir -p $(dir $(SBOM))
	CGO_ENABLED=0 GOFLAGS='-tags=$(TAGS) -buildvcs=false' $(SBOM_TOOL) app -json -main cmd/konbit -output $(SBOM) .

.PHONY: govulncheck
govulncheck: $(VULN) ## Known vulnerabilities of what is used; asks the database at vuln.go.dev
	GOFLAGS=-tags=$(TAGS) $(VULN) ./...

$(LICENSES) $(SBOM_TOOL) $(VULN):
	mkdir -p $(TOOLS)/new
	GOBIN=$(TOOLS)/new GOFLAGS= CGO_ENABLED=0 go install $(module)
	mv $(TOOLS)/new/$(notdir $(firstword $(subst @, ,$(module)))) $@
$(LICENSES): module = github.com/google/go-licenses@$(LICENSES_VERSION)
$(SBOM_TOOL): module = github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@$(SBOM_VERSION)
$(VULN): module = golang.org/x/vuln/cmd/govulncheck@$(VULN_VERSION)

.PHONY: generate
generate: ## docs/openapi.json, docs/configuration.md and whatever else is made from the code
	CGO_ENABLED=0 go generate ./...

.PHONY: client-ts
client-ts: build ## The TypeScript client: types made anew, compiled, tested, its example against the demo (needs node)
	cd clients/typescript && npm ci --silent --no-audit --no-fund && npm test --silent && ./against-demo ../../konbit

.PHONY: spec-check
spec-check: ## docs/openapi.json under independent validators and a generated Go client (needs node)
	$(SPEC_TOOL)/check.sh

.PHONY: bench
bench: ## The benchmarks; BENCH=Coverage picks some
	CGO_ENABLED=0 go test -run '^$$' -bench '$(BENCH)' -benchmem -timeout 60m ./...

.PHONY: fuzz-spec
fuzz-spec: ## REQUESTS=1000000 made from docs/openapi.json and one request 10,000 times, on both engines; SEED=1 is the first round's
	@set -o pipefail; CGO_ENABLED=0 GOGC=400 KONBIT_TEST_POSTGRES=required KONBIT_FUZZ_REQUESTS=$(REQUESTS) KONBIT_FUZZ_SEED=$(SEED) \
		go test -count=1 -timeout 4h -v -run '^(TestRequestsFromTheDocument|TestTenThousandPostsOfOneKey)$$' ./internal/httpapi | grep -v '^ *\(=== \|--- PASS\|PASS\)'

.PHONY: mutants
mutants: ## Each check of the policy taken away, one at a time: does the matrix of tests notice?
	CGO_ENABLED=0 GOGC=400 go test -count=1 -v -run '^TestEveryMutantOfThePolicyIsKilled$$' ./internal/httpapi
.PHONY: bench-peers
bench-peers: ## Konbit against the limits of this machine and PocketBase, at 100 k and 1 M; brings docs/performance.md up to date
	cd $(PEERS) && CGO_ENABLED=0 go build -o konbit-bench . && \
		./konbit-bench --size 100k,1M --docs ../../docs --made-with 'make bench-peers' $(BENCH_FLAGS)

.PHONY: bench-full
bench-full: ## The same at 100 k, 1 M and 10 M: hours, and 60 GB of disk
	cd $(PEERS) && CGO_ENABLED=0 go build -o konbit-bench . && \
		./konbit-bench --size 100k,1M,10M --docs ../../docs --made-with 'make bench-full' $(BENCH_FLAGS)

.PHONY: bench-check
bench-check: ## The bench itself: format, tidy, vet and tests; measures nothing
	@test -z "$$(gofmt -l $(PEERS))" || { echo "not formatted:"; gofmt -l $(PEERS); exit 1; }
	cd $(PEERS) && go mod tidy -diff && CGO_ENABLED=0 go vet . && CGO_ENABLED=0 go test .

.PHONY: fuzz
fuzz: fuzz-spec ## fuzz-spec, then every fuzz target for FUZZTIME each
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
