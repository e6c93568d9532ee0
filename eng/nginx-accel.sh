#!/usr/bin/env bash
# nginx as the sender of files (X-Accel-Redirect) in front of a Parhelion, with deploy/nginx/accel.conf. Usage: engine.sh.
#
# Environment: ORIGIN (host:port of the server), PORT (19620), FILES (the folder "blobs" of its data directory),
# RUN_AS (who reads them: the owner of FILES).
set -euo pipefail
ENGINE=nginx-accel PACKAGES=(nginx-light)
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"
source "$(dirname "${BASH_SOURCE[0]}")/nginx.sh"

ORIGIN=${ORIGIN:-}
PORT=${PORT:-19620}
FILES=${FILES:-}

start() {
  local conf=$DIR/etc/parhelion.conf
  [[ -d $FILES ]] || die "FILES is the folder of blobs, not '$FILES'"
  RUN_AS=${RUN_AS:-$(stat -c '%U' "$FILES")}
  cp "$DEPLOY/nginx/accel.conf" "$conf"
  swap "$conf" 'server 127.0.0.1:5480;' "server $ORIGIN;"
  swap "$conf" 'listen 80;' "listen 127.0.0.1:$PORT;"
  swap "$conf" /var/lib/parhelion/blobs/ "${FILES%/}/"
  start_nginx
}

main "$@"
