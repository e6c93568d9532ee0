#!/usr/bin/env bash
# nginx as a cache in front of a Parhelion, with deploy/nginx/parhelion.conf. Usage: engine.sh.
#
# Environment: ORIGIN (host:port of the server), PORT (19610), SIZE (1g), RUN_AS (www-data),
# PASS (yes; no: credentials are not looked at, and what may be kept is decided by the answer alone. To test the server with).
set -euo pipefail
ENGINE=nginx-cache PACKAGES=(nginx-light libnginx-mod-http-cache-purge)
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"
source "$(dirname "${BASH_SOURCE[0]}")/nginx.sh"

ORIGIN=${ORIGIN:-}
PORT=${PORT:-19610}
SIZE=${SIZE:-1g}
RUN_AS=${RUN_AS:-www-data}
PASS=${PASS:-yes}

start() {
  local conf=$DIR/etc/parhelion.conf
  cp "$DEPLOY/nginx/parhelion.conf" "$conf"
  swap "$conf" 'server 127.0.0.1:5480;' "server $ORIGIN;"
  swap "$conf" 'listen 80;' "listen 127.0.0.1:$PORT;"
  swap "$conf" /var/cache/nginx-parhelion "$DIR/cache"
  swap "$conf" max_size=1g "max_size=$SIZE"
  [[ $PASS == yes ]] || swap "$conf" 'default 1;' 'default 0;'
  mkdir -p "$DIR/cache"; chown "$RUN_AS" "$DIR/cache"
  start_nginx ngx_http_cache_purge_module
}

main "$@"
