#!/usr/bin/env bash
# Varnish with vmod xkey in front of a Parhelion, with the files of deploy/varnish. Usage: engine.sh.
#
# Environment: ORIGIN (host:port of the server), PORT (19600), SIZE (64m),
# PASS (yes; no: credentials are not looked at, and what may be kept is decided by the answer alone. To test the server with).
set -euo pipefail
ENGINE=varnish PACKAGES=(varnish varnish-modules)
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"

ORIGIN=${ORIGIN:-}
PORT=${PORT:-19600}
SIZE=${SIZE:-64m}
PASS=${PASS:-yes}

configure() {
  local vcl=$DIR/etc/default.vcl
  cp "$DEPLOY"/varnish/*.vcl "$DIR/etc/"
  swap "$vcl" '.host = "127.0.0.1";' ".host = \"${ORIGIN%:*}\";"
  swap "$vcl" '.port = "5480";' ".port = \"${ORIGIN##*:}\";"
  [[ $PASS == yes ]] || swap "$DIR/etc/parhelion.vcl" '# A signed link expires and is not for everybody, so it is never cached.' 'return (hash);'
}

start() {
  configure
  setsid varnishd -F -n "$DIR/work" -P "$DIR/run/own.pid" -a "127.0.0.1:$PORT" -T none -f "$DIR/etc/default.vcl" \
    -s "malloc,$SIZE" -p thread_pools=1 -p thread_pool_min=20 </dev/null >"$DIR/log/varnish.log" 2>&1 &
  echo $! >"$DIR/run/pid"
}

main "$@"
