#!/usr/bin/env bash
# Installs what the tests use of Debian's packages and of npm. Not being root it says what is missing; the tests that need it are skipped aloud.
set -uo pipefail

missing=()
need() { # COMMAND PACKAGE
  command -v "$1" >/dev/null || missing+=("$2")
}
need file file
need curl curl
need chromium chromium

if ((${#missing[@]})); then
  if [[ $(id -u) == 0 ]]; then
    echo "== installing ${missing[*]}"
    apt-get update -qq </dev/null >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      -o DPkg::Lock::Timeout=300 "${missing[@]}" </dev/null >/dev/null 2>&1 || echo "not installed: ${missing[*]}" >&2
  else
    echo "== missing, and not root to install them: ${missing[*]}; the tests that need them are skipped"
  fi
fi
