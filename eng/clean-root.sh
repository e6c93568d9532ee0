#!/usr/bin/env bash
# eng/clean-root.sh COMMAND...: runs a command as root in a copy of this system that is thrown away: its files, processes and network are its own. What the
# command installs or deletes is not installed or deleted here. Needs root on Linux.
set -euo pipefail
(($# > 0)) || { echo "usage: $0 COMMAND..." >&2; exit 2; }
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
unshare --mount --net --pid --fork --kill-child bash -euc '
  directory=$1; shift
  mount -t tmpfs none "$directory"
  mkdir "$directory"/{changes,work,root}
  mount -t overlay overlay -o "lowerdir=/,upperdir=$directory/changes,workdir=$directory/work" "$directory/root"
  mount -t proc proc "$directory/root/proc"
  mount --rbind /dev "$directory/root/dev"
  mount -t tmpfs none "$directory/root/run"
  ip link set lo up
  exec chroot "$directory/root" "$@"
' - "$directory" "$@"
