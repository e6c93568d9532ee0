#!/usr/bin/env bash
# An OpenStack Swift of one machine with its S3 API: the narrower of the two stores. Usage: engine.sh.
#
# Environment: PORT (19000; the four ports after it are used inside), REGION (us-east-1), ACCOUNT, ACCOUNT_USER, SECRET_KEY,
# BUCKET (attachments; made at start). The access key is ACCOUNT:ACCOUNT_USER: that is how Swift's tempauth names a user.
set -euo pipefail
ENGINE=s3-swift PACKAGES=(swift-proxy swift-account swift-container swift-object python3-swift memcached curl)
PARTS=(cache account container object proxy) RUN_AS=swift
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"
source "$(dirname "${BASH_SOURCE[0]}")/engine-parts.sh"

PORT=${PORT:-19000}
REGION=${REGION:-us-east-1}
ACCOUNT=${ACCOUNT:-files}
ACCOUNT_USER=${ACCOUNT_USER:-service}
SECRET_KEY=${SECRET_KEY:-local-only-secret}
BUCKET=${BUCKET:-attachments}
OBJECT_PORT=$((PORT + 1)) CONTAINER_PORT=$((PORT + 2)) ACCOUNT_PORT=$((PORT + 3)) CACHE_PORT=$((PORT + 4))

server_conf() { # KIND PORT
  cat >"$DIR/etc/$1-server.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $2
# 0: serve in the one process, without a parent that forks workers
workers = 0
user = swift
swift_dir = $DIR/etc
devices = $DIR/disks
mount_check = false
fallocate_reserve = 0
log_level = WARNING
# Patience for a busy machine: a listing that was not updated in time stays wrong, because no updater runs here.
conn_timeout = 30
node_timeout = 60
container_update_timeout = 60
[pipeline:main]
pipeline = healthcheck $1-server
[app:$1-server]
use = egg:swift#$1
[filter:healthcheck]
use = egg:swift#healthcheck
CONF
}

configure() {
  mkdir -p "$DIR"/{etc,disks/d1,log,run,cache}
  local kind port
  for kind in account container object; do
    case $kind in account) port=$ACCOUNT_PORT ;; container) port=$CONTAINER_PORT ;; object) port=$OBJECT_PORT ;; esac
    server_conf "$kind" "$port"
    # One device, one replica, 16 partitions. The builder is kept: a new port remakes the ring.
    if [[ ! -s $DIR/etc/$kind.ring.gz || $(cat "$DIR/etc/$kind.port" 2>/dev/null) != "$port" ]]; then
      rm -f "$DIR/etc/$kind".{builder,ring.gz}
      (cd "$DIR/etc"
       swift-ring-builder "$kind.builder" create 4 1 0
       swift-ring-builder "$kind.builder" add "r1z1-127.0.0.1:$port/d1" 1
       swift-ring-builder "$kind.builder" rebalance) >>"$DIR/log/rings.log" 2>&1
      echo "$port" >"$DIR/etc/$kind.port"
    fi
  done
  cat >"$DIR/etc/proxy-server.conf" <<CONF
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = $PORT
workers = 0
user = swift
swift_dir = $DIR/etc
log_level = WARNING
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache listing_formats bulk s3api tempauth copy slo dlo versioned_writes symlink proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
conn_timeout = 30
node_timeout = 60
recoverable_node_timeout = 60
[filter:s3api]
use = egg:swift#s3api
location = $REGION
[filter:tempauth]
use = egg:swift#tempauth
user_${ACCOUNT}_${ACCOUNT_USER} = $SECRET_KEY .admin
[filter:slo]
use = egg:swift#slo
# false: deleting a multipart object deletes its parts at once, with no expirer running
allow_async_delete = false
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:$CACHE_PORT
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_object_versioning = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:copy]
use = egg:swift#copy
[filter:dlo]
use = egg:swift#dlo
[filter:symlink]
use = egg:swift#symlink
CONF
  chown -R swift:swift "$DIR"/{etc,disks,log,run,cache}
}

settings() { s3_settings "$ACCOUNT:$ACCOUNT_USER"; }

start() {
  local part
  configure
  launch cache memcached -U 0 -l 127.0.0.1 -p "$CACHE_PORT" -m 32 -P "$DIR/run/cache.own"
  for part in account container object proxy; do
    launch "$part" /usr/bin/python3 "/usr/bin/swift-$part-server" "$DIR/etc/$part-server.conf" -v
  done
  await_part account answers "$ACCOUNT_PORT" /healthcheck
  await_part container answers "$CONTAINER_PORT" /healthcheck
  await_part object answers "$OBJECT_PORT" /healthcheck
  await_part proxy answers "$PORT" /healthcheck
  make_bucket "$ACCOUNT%3A$ACCOUNT_USER"
}

main "$@"
