#!/usr/bin/env bash
# What it takes to run a program for arm64 on another machine: an emulator and the libraries of Debian for arm64, in a folder of their own. The
# machine stays as it is: dpkg learns of no other architecture.
#
#   arm64.sh install        installs the emulator (as root) and makes the folder
#   arm64.sh sysroot        prints the folder
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

SYSROOT=$PWD/artifacts/arm64/sysroot
# What .NET needs of the system, without texts of other languages.
PACKAGES=(libc6 libgcc-s1 libstdc++6 libssl3 zlib1g)

say() { echo "arm64: $*" >&2; }

# apt with lists, a cache and a status of its own, in DIR.
apt_arm64() { # DIR COMMAND...
  local dir=$1; shift
  (cd "$dir/debs" && apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o APT::Sandbox::User=root \
    -o Dir::State="$dir/state" -o Dir::State::status="$dir/status" -o Dir::Cache="$dir/cache" \
    -o Dir::Etc::sourcelist="$(debian_sources)" -o Dir::Etc::sourceparts=- -o Acquire::Languages=none "$@")
}

debian_sources() {
  local file
  for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do [[ ! -s $file ]] || { echo "$file"; return; }; done
}

make_sysroot() {
  local dir deb
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' RETURN
  mkdir -p "$dir"/{debs,state/lists/partial,cache/archives/partial,root}
  : >"$dir/status"
  say "fetching ${PACKAGES[*]}"
  apt_arm64 "$dir" update
  apt_arm64 "$dir" download "${PACKAGES[@]}"
  for deb in "$dir"/debs/*.deb; do dpkg -x "$deb" "$dir/root"; done
  mkdir -p "$(dirname "$SYSROOT")"
  chmod 755 "$dir/root"
  rm -rf "$SYSROOT" && mv "$dir/root" "$SYSROOT"
}

case ${1:-} in
  install)
    if ! command -v qemu-aarch64-static >/dev/null; then
      [[ $(id -u) == 0 ]] || { say "missing, and not root to install: qemu-user-static"; exit 1; }
      apt-get update -qq </dev/null >/dev/null
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 qemu-user-static </dev/null >/dev/null
    fi
    [[ -e $SYSROOT/lib/ld-linux-aarch64.so.1 ]] || make_sysroot ;;
  sysroot) echo "$SYSROOT" ;;
  *) say "usage: $0 install|sysroot"; exit 1 ;;
esac
