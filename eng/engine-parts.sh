# For engines of several processes, after engine.sh. Sourced, not run. PARTS names them in the order of their start; each is started by launch.

alive() { # PART: its pid file names a live process that belongs to this DIR
  local pid
  pid=$(cat "$DIR/run/$1.pid" 2>/dev/null) && [[ -n $pid ]] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$DIR/"
}

launch() { # PART COMMAND...: in the background, as the user RUN_AS, in a session of its own
  local part=$1; shift
  alive "$part" && return 0
  setsid setpriv --reuid="$RUN_AS" --regid="$RUN_AS" --init-groups "$@" </dev/null >>"$DIR/log/$part.log" 2>&1 &
  echo $! >"$DIR/run/$part.pid"
}

await_part() { # PART COMMAND...: until the command succeeds
  local part=$1 until=$((SECONDS + 90)); shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < until)) || { stop; tail -n 20 "$DIR"/log/* >&2; die "$part did not start"; }
    sleep 0.1
  done
}

answers() { # PORT PATH: any HTTP answer will do
  local line
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$2" >&3
  IFS= read -r -t 5 line <&3; exec 3<&- 3>&-
  [[ $line == HTTP/* ]]
} 2>/dev/null

make_bucket() { # ACCESS_KEY, as a URL has it; 409: it is there
  local empty status
  empty=$(sha256sum </dev/null)
  status=$(curl -s -o /dev/null -w '%{http_code}' -X PUT --aws-sigv4 "aws:amz:$REGION:s3" -H "x-amz-content-sha256: ${empty%% *}" \
    "http://$1:$SECRET_KEY@127.0.0.1:$PORT/$BUCKET")
  [[ $status == 200 || $status == 409 ]] || { stop; die "the bucket $BUCKET could not be made: HTTP $status"; }
}

s3_settings() { # ACCESS_KEY
  printf '%s=%s\n' ENDPOINT "http://127.0.0.1:$PORT" REGION "$REGION" ACCESS_KEY "$1" SECRET_KEY "$SECRET_KEY" BUCKET "$BUCKET"
}

runs() { local part; for part in "${PARTS[@]}"; do alive "$part" || return 1; done; }

# Each part was waited for when it was started.
await() { :; }

stop() {
  local index part pid
  for ((index = ${#PARTS[@]} - 1; index >= 0; index--)); do
    part=${PARTS[index]}
    if alive "$part"; then
      pid=$(cat "$DIR/run/$part.pid"); kill "$pid" 2>/dev/null || true
      for _ in {1..200}; do [[ -e /proc/$pid ]] || break; sleep 0.05; done
      [[ ! -e /proc/$pid ]] || kill -9 "$pid" 2>/dev/null || true
    fi
    rm -f "$DIR/run/$part.pid"
  done
}
