#!/usr/bin/env bash
# A PostgreSQL to throw away. Usage: engine.sh; DIR has at most 85 characters. Stopped, it keeps its rows in DIR.
# "start" prints CONNECTION=..., the connection string of a role that may make databases.
#
# Environment: PORT (19620), PASSWORD (of the role), DURABLE (no: everything is faster, and a crash of the machine may lose rows; yes: as in
# production), MEMORY (yes: the rows are in memory, at most 2 GB, and gone when it stops; no: they are in DIR). Its language is English, so that whatever relies
# on the order of bytes without saying so is found out.
set -euo pipefail
ENGINE=postgres PACKAGES=(postgresql-15)
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"

PORT=${PORT:-19620}
PASSWORD=${PASSWORD:-local-only-secret}
DURABLE=${DURABLE:-no}
MEMORY=${MEMORY:-no}
BIN=/usr/lib/postgresql/15/bin
# Ends the sessions, and does not wait for their clients.
STOP_SIGNAL=INT

as_postgres() { (cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"); }
query() { as_postgres "$BIN/psql" -XAtq -v ON_ERROR_STOP=1 -h "$DIR/run" -p "$PORT" -U postgres -d postgres "$@"; }
listens() { "$BIN/pg_isready" -q -h 127.0.0.1 -p "$PORT"; }

# Read by the packages: without this they make a cluster of their own.
prepare() {
  [[ ! -e /etc/postgresql-common/createcluster.conf ]] || return 0
  mkdir -p /etc/postgresql-common
  printf 'create_main_cluster = false\nstart_conf = manual\n' >/etc/postgresql-common/createcluster.conf
}

configure() {
  local safe=off
  [[ $DURABLE != yes ]] || safe=on
  cat >"$DIR/data/conf.d/local.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $PORT
unix_socket_directories = '$DIR/run'
max_connections = 300
shared_buffers = 128MB
fsync = $safe
synchronous_commit = $safe
full_page_writes = $safe
max_wal_size = 512MB
password_encryption = 'scram-sha-256'
log_destination = 'stderr'
logging_collector = off
log_min_error_statement = panic
deadlock_timeout = 200ms
jit = off
timezone = 'UTC'
CONF
}

# The superuser comes in by the socket only; over TCP everybody gives a password.
create() {
  [[ ! -s $DIR/data/PG_VERSION ]] || return 0
  as_postgres "$BIN/initdb" -D "$DIR/data" --no-sync --encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US \
    --username=postgres --auth-local=trust --auth-host=scram-sha-256 >"$DIR/log/initdb.log" 2>&1 || { cat "$DIR/log/initdb.log" >&2; die "initdb failed"; }
  as_postgres mkdir "$DIR/data/conf.d"
  echo "include_dir 'conf.d'" >>"$DIR/data/postgresql.conf"
}

start() {
  ((${#DIR} <= 85)) || die "$DIR is too long: the socket below it may have 107 characters"
  mkdir -p "$DIR/data"; chown postgres:postgres "$DIR/run"
  # Mounted for its processes alone: with the last of them the memory is free, however it ends. A database is 300 files, and some file systems take long to make
  # files where many were deleted a moment ago.
  local memory=()
  [[ $MEMORY != yes ]] || unshare --mount mount -t tmpfs tmpfs "$DIR/data" 2>/dev/null || MEMORY=no
  [[ $MEMORY != yes ]] || memory=(unshare --mount)
  MEMORY=$MEMORY setsid ${memory[@]+"${memory[@]}"} "$0" serve "$DIR" </dev/null >>"$DIR/log/postgres.log" 2>&1 &
  echo $! >"$DIR/run/pid"
}

# What "start" puts into the background.
serve() {
  [[ $MEMORY != yes ]] || mount -t tmpfs -o size=2g tmpfs "$DIR/data"
  chmod 700 "$DIR/data"; chown postgres:postgres "$DIR/data"
  create
  configure
  cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$BIN/postgres" -D "$DIR/data"
}

settings() {
  [[ $(query -c "select 1 from pg_roles where rolname = 'parhelion'") == 1 ]] || query -c "create role parhelion login createdb"
  query -c "alter role parhelion password '${PASSWORD//\'/\'\'}'; grant pg_signal_backend to parhelion"
  echo "CONNECTION='Host=127.0.0.1;Port=$PORT;Username=parhelion;Password=$PASSWORD;Database=postgres'"
}

if [[ ${1:-} == serve ]]; then DIR=$2 serve; else main "$@"; fi
