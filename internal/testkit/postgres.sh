#!/bin/sh
# One throwaway PostgreSQL cluster that lives exactly as long as whoever holds the other end of standard input.
# usage: postgres.sh BINDIR DIR PORT
# Prints "ready" once it accepts connections, or the server's log when it cannot start. However the holder ends, killed
# or not, its end of the pipe closes: then the server stops and DIR goes.
set -u
bin=$1 dir=$2 port=$3 pid=

finish() {
	trap - EXIT
	if [ -n "$pid" ]; then
		kill -QUIT "$pid" 2>/dev/null # immediate: nothing in there is worth a checkpoint
		wait "$pid" 2>/dev/null
	fi
	cd / && rm -rf "$dir"
	exit 0
}
trap finish EXIT
trap finish INT TERM HUP
trap '' PIPE

fail() {
	cat "$dir/log"
	exit 1
}

cd "$dir" || exit 1
"$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions >"$dir/log" 2>&1 || fail
"$bin/postgres" -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
	-c max_connections=200 -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
	>>"$dir/log" 2>&1 &
pid=$!
until grep -q '^ready' "$dir/data/postmaster.pid" 2>/dev/null; do
	kill -0 "$pid" 2>/dev/null || fail
	sleep 0.05
done
echo ready
read -r _
