#!/usr/bin/env bash
# HAProxy as a small cache in front of a Parhelion. Usage: engine.sh.
#
# Environment: ORIGIN (host:port of the server), PORT (19620).
set -euo pipefail
ENGINE=haproxy-cache PACKAGES=(haproxy)
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"

ORIGIN=${ORIGIN:-}
PORT=${PORT:-19620}

start() {
  cat >"$DIR/etc/haproxy.cfg" <<CONF
global
    maxconn 1000
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
cache parhelion
    total-max-size 64
    max-object-size 1000000
    max-age 900
frontend readers
    bind 127.0.0.1:$PORT
    default_backend server
backend server
    http-request cache-use parhelion
    http-response cache-store parhelion
    server parhelion $ORIGIN
CONF
  setsid haproxy -db -f "$DIR/etc/haproxy.cfg" </dev/null >"$DIR/log/haproxy.log" 2>&1 &
  echo $! >"$DIR/run/pid"
}

main "$@"
