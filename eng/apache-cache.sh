#!/usr/bin/env bash
# Apache with mod_cache in front of a Parhelion. Usage: engine.sh.
#
# Environment: ORIGIN (host:port of the server), PORT (19630), RUN_AS (www-data).
set -euo pipefail
ENGINE=apache-cache PACKAGES=(apache2-bin)
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"

ORIGIN=${ORIGIN:-}
PORT=${PORT:-19630}
RUN_AS=${RUN_AS:-www-data}

start() {
  local module
  mkdir -p "$DIR/cache"; chown "$RUN_AS" "$DIR/cache"
  {
    for module in mpm_event authz_core proxy proxy_http cache cache_disk headers; do echo "LoadModule ${module}_module /usr/lib/apache2/modules/mod_$module.so"; done
    cat <<CONF
ServerName localhost
ServerRoot $DIR
PidFile $DIR/run/own.pid
DefaultRuntimeDir $DIR/run
Listen 127.0.0.1:$PORT
User $RUN_AS
Group $RUN_AS
ErrorLog $DIR/log/error.log
LogLevel error
# Or it answers what has an encoded slash by itself.
AllowEncodedSlashes NoDecode
CacheRoot $DIR/cache
CacheEnable disk /
CacheQuickHandler on
CacheHeader on
ProxyPass / http://$ORIGIN/ nocanon
CONF
  } >"$DIR/etc/apache.conf"
  setsid apache2 -D FOREGROUND -f "$DIR/etc/apache.conf" </dev/null >"$DIR/log/apache.log" 2>&1 &
  echo $! >"$DIR/run/pid"
}

main "$@"
