#!/bin/sh
# Writes docs/openapi.json from the comments of the handlers and the types of package api.
# With -check it writes nothing and fails where the committed file is not up to date or lacks something.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"
CGO_ENABLED=0 GOFLAGS=-mod=readonly exec go run . -root "$here/../../.." "$@"
