#!/bin/bash
# Holds docs/openapi.json under programs that we did not write: validators of the document, and a generator whose client
# must compile (clients/typescript has the other one). Needs go, node and npm; installs nothing into the tree.
#
#   check.sh            everything
#   check.sh go         what needs no node: the pipeline's own tests, up to date, valid, examples fit, Go client
#   check.sh node       redocly
set -euo pipefail

REDOCLY=2.77.0
OAPI_CODEGEN=v2.8.2
OAPI_RUNTIME=v1.6.0

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
spec=$root/docs/openapi.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CGO_ENABLED=0 npm_config_cache="$work/npm" npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false
export REDOCLY_TELEMETRY=off

say() { printf '\n== %s\n' "$*"; }

check_go() {
	say "the pipeline's own tests"
	(cd "$here" && go vet ./... && go test ./...)

	say "up to date and complete"
	"$here/generate.sh" -check

	say "valid under kin-openapi; every example fits its schema"
	(cd "$here" && go run ./validate "$spec")

	say "the Go client of oapi-codegen $OAPI_CODEGEN compiles"
	mkdir "$work/goclient"
	cd "$work/goclient"
	cat >go.mod <<-'MOD'
		module example.org/client

		go 1.26.0
	MOD
	go run "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@$OAPI_CODEGEN" \
		-generate types,client -package konbit -o konbit.gen.go "$spec"
	go get "github.com/oapi-codegen/runtime@$OAPI_RUNTIME" 2>&1 | grep -v '^go: ' || true
	go mod tidy 2>/dev/null
	go vet ./...
	echo "$(wc -l <konbit.gen.go) lines of Go"
}

check_node() {
	say "lint by @redocly/cli $REDOCLY"
	mkdir "$work/node"
	cd "$work/node"
	echo '{"private":true}' >package.json
	npm install --silent --no-save "@redocly/cli@$REDOCLY"
	npx redocly lint --config "$root/redocly.yaml" "$spec"
}

case ${1:-all} in
go) check_go ;;
node) check_node ;;
all) check_go && check_node ;;
*) echo "usage: check.sh [go|node]" >&2 && exit 2 ;;
esac
say "all good"
