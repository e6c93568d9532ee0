#!/usr/bin/env bash
# Prometheus that scrapes one Parhelion, with the rules of deploy/prometheus. Usage: engine.sh.
#
# Environment: ORIGIN (host:port of Metrics:Urls), PORT (19900).
set -euo pipefail
ENGINE=prometheus PACKAGES=(prometheus)
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"

ORIGIN=${ORIGIN:-}
PORT=${PORT:-19900}

configure() {
  local file=$DIR/etc/prometheus.yml
  cp "$DEPLOY/prometheus/prometheus.yml" "$DEPLOY/prometheus/alerts.yml" "$DIR/etc/"
  # As often as a test would have it.
  swap "$file" 'scrape_interval: 15s' 'scrape_interval: 1s'
  swap "$file" 'evaluation_interval: 15s' 'evaluation_interval: 1s'
  swap "$file" '["127.0.0.1:9464"]' "[\"$ORIGIN\"]"
}

start() {
  configure
  mkdir -p "$DIR/data" && chown prometheus: "$DIR/data"
  setsid setpriv --reuid=prometheus --regid=prometheus --init-groups prometheus --config.file="$DIR/etc/prometheus.yml" --storage.tsdb.path="$DIR/data" \
    --web.listen-address="127.0.0.1:$PORT" </dev/null >"$DIR/log/prometheus.log" 2>&1 &
  echo $! >"$DIR/run/pid"
}

main "$@"
