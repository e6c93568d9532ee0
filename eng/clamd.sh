#!/usr/bin/env bash
# ClamAV's clamd, with signatures that are made here: nothing is downloaded. Usage: engine.sh. It knows the test file of EICAR, and any file with the text
# LOCAL-TEST-MALWARE. It listens on 127.0.0.1:PORT, and on the Unix socket that it tells as SOCKET.
#
# Environment: PORT (19800), STREAM_MAX (120M: a longer file is refused), THREADS (4).
set -euo pipefail
ENGINE=clamd PACKAGES=(clamav-daemon)
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"

PORT=${PORT:-19800}
STREAM_MAX=${STREAM_MAX:-120M}
THREADS=${THREADS:-4}

hex() { printf '%s' "$1" | od -An -tx1 | tr -d ' \n'; }

configure() {
  # NAME:TYPE (0: any file):OFFSET:BYTES. The test file of EICAR counts only at its start. Both texts are in pieces, so that this script is no finding itself.
  local eicar='X5O!P%@AP[4\PZX54(P^)7CC)7}$'"EICAR-STANDARD-"'ANTIVIRUS-TEST-FILE!$H+H*'
  mkdir -p "$DIR"/{db,tmp,socket}
  {
    echo "Eicar-Test-Signature:0:0:$(hex "$eicar")"
    echo "Local-Test-Malware:0:*:$(hex "LOCAL-TEST-"MALWARE)"
  } >"$DIR/db/local.ndb"
  cat >"$DIR/etc/clamd.conf" <<CONF
Foreground yes
User clamav
TCPAddr 127.0.0.1
TCPSocket $PORT
LocalSocket $DIR/socket/clamd.ctl
LocalSocketMode 666
FixStaleSocket yes
DatabaseDirectory $DIR/db
TemporaryDirectory $DIR/tmp
LogFile $DIR/log/clamd.log
LogFileUnlock yes
MaxThreads $THREADS
MaxQueue 100
ReadTimeout 30
CommandReadTimeout 10
StreamMaxLength $STREAM_MAX
MaxFileSize $STREAM_MAX
MaxScanSize 400M
SelfCheck 0
Bytecode no
ConcurrentDatabaseReload no
CONF
  chown -R clamav:clamav "$DIR"/{db,tmp,socket,log}
}

start() {
  configure
  setsid clamd --config-file="$DIR/etc/clamd.conf" </dev/null >>"$DIR/log/clamd.out" 2>&1 &
  echo $! >"$DIR/run/pid"
}

settings() { printf 'ADDRESS=tcp://127.0.0.1:%s\nSOCKET=unix:%s\n' "$PORT" "$DIR/socket/clamd.ctl"; }

main "$@"
