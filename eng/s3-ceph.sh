#!/usr/bin/env bash
# A Ceph of one machine with its S3 gateway: one monitor, one OSD on a sparse file, one gateway. Usage: engine.sh.
#
# Environment: PORT (19100; the next is the monitor's, the OSD takes some of the 20 after it), REGION (us-east-1), ACCESS_KEY, SECRET_KEY,
# BUCKET (attachments; made at start), GIB (8, the size of the sparse file).
set -euo pipefail
ENGINE=s3-ceph PACKAGES=(ceph-mon ceph-osd radosgw ceph-common curl) PARTS=(mon osd rgw) RUN_AS=ceph
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"
source "$(dirname "${BASH_SOURCE[0]}")/engine-parts.sh"

PORT=${PORT:-19100}
REGION=${REGION:-us-east-1}
ACCESS_KEY=${ACCESS_KEY:-local-service}
SECRET_KEY=${SECRET_KEY:-local-only-secret}
BUCKET=${BUCKET:-attachments}
GIB=${GIB:-8}
MON_PORT=$((PORT + 1))

as_ceph() { setpriv --reuid=ceph --regid=ceph --init-groups "$@" >>"$DIR/log/make.log" 2>&1; }

ceph_says() { timeout 20 ceph -c "$DIR/etc/ceph.conf" --connect-timeout 5 "$@"; }

osd_is_up() { ceph_says osd stat -f json | grep -q '"num_up_osds":1'; }

configure() {
  mkdir -p "$DIR"/{rgw,mon,osd}
  [[ $(cat "$DIR/etc/port" 2>/dev/null || echo "$MON_PORT") == "$MON_PORT" ]] ||
    die "$DIR was made for PORT=$(($(cat "$DIR/etc/port") - 1)), and a monitor cannot move"
  echo "$MON_PORT" >"$DIR/etc/port"
  [[ -s $DIR/etc/fsid ]] || cat /proc/sys/kernel/random/uuid >"$DIR/etc/fsid"
  cat >"$DIR/etc/ceph.conf" <<CONF
[global]
fsid = $(cat "$DIR/etc/fsid")
mon host = [v2:127.0.0.1:$MON_PORT/0]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
ms bind msgr1 = false
ms bind port min = $((PORT + 2))
ms bind port max = $((PORT + 21))
auth cluster required = none
auth service required = none
auth client required = none
# radosgw asks for encryption towards the monitor by default, which needs cephx
ms mon client mode = crc
admin socket = $DIR/run/\$name.asok
run dir = $DIR/run
log file = $DIR/log/\$name.daemon.log
log to syslog = false
crash dir = $DIR/log
# one copy of everything, and no host to spread over
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
mon warn on pool no redundancy = false

[mon]
mon data = $DIR/mon
# one monitor has nobody to wait for: agree at once
paxos propose interval = 0.05
paxos min wait = 0.01
mon data avail crit = 1
mon data avail warn = 1
mon cluster log file = $DIR/log/cluster.log
auth allow insecure global id reclaim = false

[osd]
osd data = $DIR/osd
osd objectstore = bluestore
bluestore block create = true
bluestore block size = $((GIB << 30))
bluestore block preallocate file = false
bluestore cache autotune = false
bluestore cache size = 67108864
# small write buffers: with the packaged ones the process grows past 400 MB under load
bluestore rocksdb options = compression=kNoCompression,max_write_buffer_number=4,min_write_buffer_number_to_merge=1,write_buffer_size=8388608,max_background_compactions=2,max_total_wal_size=67108864
osd min pg log entries = 100
osd max pg log entries = 500
osd memory target = 939524096
osd scrub begin hour = 3
osd scrub end hour = 4
osd op num shards = 2
osd op num threads per shard = 1

[client.rgw.a]
rgw data = $DIR/rgw
rgw frontends = beast endpoint=127.0.0.1:$PORT tcp_nodelay=1
rgw enable apis = s3
rgw thread pool size = 64
debug rgw = 0/5
rgw run sync thread = false
rgw dynamic resharding = false
rgw rados pool pg num min = 4
rgw override bucket index max shards = 1
# the bytes of a deleted object go soon, not after two hours
rgw gc obj min wait = 5
rgw gc processor period = 10
rgw gc processor max time = 10
CONF
  chown -R ceph:ceph "$DIR"
}

make_monitor() {
  [[ ! -e $DIR/mon/store.db ]] || return 0
  monmaptool --create --clobber --fsid "$(cat "$DIR/etc/fsid")" --addv a "[v2:127.0.0.1:$MON_PORT/0]" "$DIR/etc/monmap" >>"$DIR/log/make.log" 2>&1
  chown ceph:ceph "$DIR/etc/monmap"
  as_ceph ceph-mon --mkfs -i a -c "$DIR/etc/ceph.conf" --monmap "$DIR/etc/monmap"
}

make_osd() {
  [[ ! -e $DIR/osd/ready ]] || return 0
  local uuid; uuid=$(cat /proc/sys/kernel/random/uuid)
  [[ $(ceph_says osd new "$uuid") == 0 ]] || die "the OSD did not get number 0"
  as_ceph ceph-osd --mkfs -i 0 -c "$DIR/etc/ceph.conf" --osd-uuid "$uuid"
}

make_user() {
  local admin=(timeout 60 radosgw-admin -c "$DIR/etc/ceph.conf" -n client.rgw.a)
  "${admin[@]}" user info --uid=service >/dev/null 2>&1 ||
    "${admin[@]}" user create --uid=service --display-name=service --access-key="$ACCESS_KEY" --secret-key="$SECRET_KEY" >>"$DIR/log/make.log" 2>&1
}

settings() { s3_settings "$ACCESS_KEY"; }

start() {
  local daemon=(-c "$DIR/etc/ceph.conf" -f)
  export MALLOC_ARENA_MAX=4
  configure
  make_monitor
  launch mon ceph-mon -i a "${daemon[@]}"
  await_part mon ceph_says quorum_status
  make_osd
  launch osd ceph-osd -i 0 "${daemon[@]}"
  await_part osd osd_is_up
  launch rgw radosgw -n client.rgw.a "${daemon[@]}"
  await_part rgw answers "$PORT" /
  make_user
  make_bucket "$ACCESS_KEY"
}

main "$@"
