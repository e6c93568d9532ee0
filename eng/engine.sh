# For the scripts beside this one, which start a real engine from Debian's packages. Sourced, not run.
#
#   NAME.sh install        install what is missing
#   NAME.sh start  DIR     the same, then configure, start, wait, print KEY=VALUE lines
#   NAME.sh stop   DIR
#   NAME.sh status DIR     exit 0 when it runs
#
# As root: the engine drops to its own user, who must be able to enter DIR. It listens on 127.0.0.1 only.

DEPLOY=$(cd "$(dirname "${BASH_SOURCE[0]}")/../deploy" && pwd -P)

say() { echo "$ENGINE: $*" >&2; }
die() { say "$*"; exit 1; }

# What a script may put its own in place of.
prepare() { :; }                             # before the packages are installed
STOP_SIGNAL=TERM

enabled_units() { find /etc/systemd/system /etc/rc[0-6S].d -type l 2>/dev/null | sort; }

# Installs the missing ones of PACKAGES and leaves no service of theirs running or enabled.
install() {
  local package unit before missing=() lid=/usr/sbin/policy-rc.d made=no failed=no
  for package in "${PACKAGES[@]}"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  [[ $(id -u) == 0 ]] || die "missing, and not root to install: ${missing[*]}"
  say "installing ${missing[*]}"
  prepare
  before=$(enabled_units)
  if [[ ! -e $lid ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$lid"; chmod 755 "$lid"; made=yes
  fi
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      -o DPkg::Lock::Timeout=300 "${missing[@]}"; } </dev/null >&2 || failed=yes
  [[ $made == no ]] || rm -f "$lid"
  [[ $failed == no ]] || die "the packages could not be installed"
  for unit in $(comm -13 <(echo "$before") <(enabled_units)); do rm -f "$unit"; done
}

# swap FILE FROM TO: changes a text that FILE has in exactly one line, so that what runs is the file of deploy/ but for what is named here.
swap() {
  [[ $(grep -cF -- "$2" "$1") == 1 ]] || die "$1 has not exactly one line with: $2"
  local text; text=$(<"$1")
  printf '%s\n' "${text/"$2"/"$3"}" >"$1"
}

# The process that was started for this DIR, and no other that has got its number since.
runs() {
  local pid
  pid=$(cat "$DIR/run/pid" 2>/dev/null) && [[ -n $pid ]] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$DIR/"
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$PORT"); } 2>/dev/null

await() {
  local until=$((SECONDS + 30))
  until listens; do
    # Not "runs": right after the fork the process still has the command line of this script.
    [[ -e /proc/$(cat "$DIR/run/pid") ]] && ((SECONDS < until)) || { stop; cat "$DIR"/log/* >&2; die "it did not start"; }
    sleep 0.1
  done
}

settings() { echo "URL=http://127.0.0.1:$PORT"; }

stop() {
  local pid
  runs || return 0
  pid=$(cat "$DIR/run/pid"); kill -s "$STOP_SIGNAL" "$pid"
  for _ in {1..100}; do [[ -e /proc/$pid ]] || break; sleep 0.05; done
  rm -f "$DIR/run/pid"
}

main() {
  [[ $* != install ]] || { install; return; }
  [[ $# == 2 ]] || die "usage: $0 install, or $0 start|stop|status DIR"
  mkdir -p "$2"; DIR=$(cd "$2" && pwd -P)
  case $1 in
    start)
      # Only what stands in front of a server has one.
      [[ ${ORIGIN-none:0} =~ ^[^:]+:[0-9]+$ ]] || die "ORIGIN is host:port, not '$ORIGIN'"
      [[ $(id -u) == 0 ]] || die "start runs as root"
      mkdir -p "$DIR"/{etc,run,log}
      install
      runs || start
      await
      settings ;;
    stop) stop ;;
    status) runs ;;
    *) die "unknown subcommand $1" ;;
  esac
}
