#!/usr/bin/env bash
# Varnish with vmod xkey in front of a Parhelion: caches public media, passes private ones. Usage: engine.sh.
#
# Environment: ORIGIN (host:port of the server), PORT (19600), SIZE (64m),
# MEDIA (a regular expression over the path of media: there cookies other than parhelion_media are dropped),
# PASS (yes; no: credentials are not looked at, and what may be kept is decided by the answer alone. To test the server with).
#
# Taking things out of the cache, from 127.0.0.1 only:
#   curl -X PURGE http://127.0.0.1:19600/path                      that URL
#   curl -X PURGE -H 'xkey: tag1 tag2' http://127.0.0.1:19600/     every object with one of the tags (the server's Cache-Tag)
set -euo pipefail
ENGINE=varnish PACKAGES=(varnish varnish-modules)
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"

ORIGIN=${ORIGIN:-}
PORT=${PORT:-19600}
SIZE=${SIZE:-64m}
MEDIA=${MEDIA:-'^/apps/'}
PASS=${PASS:-yes}

configure() {
  local credentials
  [[ $PASS == yes ]] || credentials='return (hash);'
  cat >"$DIR/etc/cache.vcl" <<VCL
vcl 4.1;
import xkey;

backend origin {
    .host = "${ORIGIN%:*}";
    .port = "${ORIGIN##*:}";
    .connect_timeout = 2s;
    .first_byte_timeout = 30s;
    .between_bytes_timeout = 10s;
}

acl purgers { "127.0.0.1"; }

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) { return (synth(405, "Not from here")); }
        if (req.http.xkey) {
            set req.http.X-Count = xkey.purge(req.http.xkey);
            return (synth(200, "Purged " + req.http.X-Count));
        }
        return (purge);
    }
    unset req.http.X-Cache-State;
    if (req.url ~ "$MEDIA" && (req.method == "GET" || req.method == "HEAD")) {
        ${credentials:-}
        # A signed link is for whoever has it, and for its time.
        if (req.url ~ "[?&]signature=") { return (pass); }
        # Public media are the same for everybody: a cookie must not split the cache. That of private media goes through.
        if (req.http.Cookie !~ "(^|;\s*)parhelion_media=") { unset req.http.Cookie; }
    }
    # no return: the builtin rules follow (requests with a cookie or with Authorization, and other methods, pass by)
}

sub vcl_hit {
    if (obj.ttl <= 0s) { set req.http.X-Cache-State = "STALE"; } else { set req.http.X-Cache-State = "HIT"; }
}
sub vcl_miss { set req.http.X-Cache-State = "MISS"; }
sub vcl_pass { set req.http.X-Cache-State = "PASS"; }

sub vcl_backend_response {
    if (beresp.http.Cache-Tag) { set beresp.http.xkey = regsuball(beresp.http.Cache-Tag, "[ ,]+", " "); }
    set beresp.grace = 10s;
    # without a word from the origin on how long, nothing is kept
    if (!beresp.http.Cache-Control && !beresp.http.Expires) {
        set beresp.uncacheable = true;
        set beresp.ttl = 10s;
        return (deliver);
    }
    # no return: the builtin rules follow (private, no-store, no-cache, Set-Cookie and Vary: * are not kept)
}

sub vcl_deliver {
    set resp.http.X-Cache = req.http.X-Cache-State;
    unset resp.http.Cache-Tag;
    unset resp.http.xkey;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}
VCL
}

start() {
  configure
  setsid varnishd -F -n "$DIR/work" -P "$DIR/run/own.pid" -a "127.0.0.1:$PORT" -T none -f "$DIR/etc/cache.vcl" \
    -s "malloc,$SIZE" -p thread_pools=1 -p thread_pool_min=20 </dev/null >"$DIR/log/varnish.log" 2>&1 &
  echo $! >"$DIR/run/pid"
}

main "$@"
