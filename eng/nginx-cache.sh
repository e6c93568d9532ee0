#!/usr/bin/env bash
# nginx as a caching proxy in front of a Parhelion: caches public media, passes private ones. Usage: engine.sh.
# Its configuration is its own; /etc/nginx/nginx.conf is not read.
#
# Environment: ORIGIN (host:port of the server), PORT (19610), SIZE (1g), RUN_AS (www-data),
# MEDIA (a regular expression over the path of media: only there anything is cached, and cookies other than parhelion_media are dropped),
# PASS (yes; no: credentials are not looked at, and what may be kept is decided by the answer alone. To test the server with).
#
# Taking a URL out of the cache, from 127.0.0.1 only: curl -X PURGE http://127.0.0.1:19610/path
# answers 200, or 404 when it was not there.
set -euo pipefail
ENGINE=nginx-cache PACKAGES=(nginx-light libnginx-mod-http-cache-purge)
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"

ORIGIN=${ORIGIN:-}
PORT=${PORT:-19610}
SIZE=${SIZE:-1g}
RUN_AS=${RUN_AS:-www-data}
MEDIA=${MEDIA:-'^/apps/'}
PASS=${PASS:-yes}

configure() {
  local credentials='$http_authorization $media_cookie $arg_signature'
  [[ $PASS == yes ]] || credentials='""'
  cat >"$DIR/etc/nginx.conf" <<CONF
load_module /usr/lib/nginx/modules/ngx_http_cache_purge_module.so;
daemon off;
user $RUN_AS;
worker_processes 2;
pid $DIR/run/own.pid;
error_log $DIR/log/error.log warn;
events { worker_connections 1024; }
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    server_tokens off;
    client_max_body_size 0;
    client_body_temp_path $DIR/tmp/body;
    proxy_temp_path $DIR/tmp/proxy;
    fastcgi_temp_path $DIR/tmp/fastcgi;
    uwsgi_temp_path $DIR/tmp/uwsgi;
    scgi_temp_path $DIR/tmp/scgi;
    proxy_cache_path $DIR/cache levels=1:2 keys_zone=media:10m max_size=$SIZE inactive=1h use_temp_path=off;

    upstream origin { server $ORIGIN; keepalive 32; }
    proxy_http_version 1.1;
    proxy_connect_timeout 2s;
    proxy_read_timeout 60s;
    proxy_set_header Host \$host;
    proxy_set_header Connection "";

    # Public media are the same for everybody: a cookie must not reach the server. That of private media does, and is not cached with.
    map \$http_cookie \$media_cookie {
        default "";
        "~(^|;\s*)parhelion_media=" \$http_cookie;
    }

    server {
        listen 127.0.0.1:$PORT;
        location / {
            proxy_pass http://origin;
            proxy_request_buffering off;
            proxy_buffering off;
            add_header X-Cache PASS always;
        }
        location ~ $MEDIA {
            proxy_pass http://origin;
            proxy_set_header Host \$host;
            proxy_set_header Connection "";
            proxy_set_header Cookie \$media_cookie;
            # how long is the server's to say (Cache-Control); there is no proxy_cache_valid
            proxy_cache media;
            proxy_cache_key \$uri\$is_args\$args;
            proxy_hide_header Cache-Tag;
            # whoever shows a credential, of whatever kind, is answered by the server
            proxy_no_cache $credentials;
            proxy_cache_bypass $credentials;
            proxy_cache_revalidate on;
            # of many that miss the same object at once, one goes to the server
            proxy_cache_lock on;
            add_header X-Cache \$upstream_cache_status always;
            if (\$request_method = PURGE) { rewrite ^ /_purge\$uri last; }
        }
        # The module's other form, "proxy_cache_purge PURGE from ADDRESS" in the location above, kills the worker as Debian 12 builds it.
        location ~ ^/_purge(/.*) {
            internal;
            allow 127.0.0.1;
            deny all;
            proxy_cache_purge media \$1\$is_args\$args;
        }
    }
}
CONF
}

start() {
  mkdir -p "$DIR"/{tmp,cache}; chown "$RUN_AS" "$DIR"/{tmp,cache}
  configure
  nginx -t -q -c "$DIR/etc/nginx.conf" -e "$DIR/log/error.log" || die "the configuration is not right"
  setsid nginx -c "$DIR/etc/nginx.conf" -e "$DIR/log/error.log" </dev/null >>"$DIR/log/nginx.log" 2>&1 &
  echo $! >"$DIR/run/pid"
}

main "$@"
