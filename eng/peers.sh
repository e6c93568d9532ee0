#!/usr/bin/env bash
# Installs what ./run bench peers puts beside Parhelion, of Debian's packages and of npm, and the load generator. No service stays enabled.
# Not being root it says what is missing; the bench leaves those peers out and says so.
set -uo pipefail
ENGINE=peers
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"

# One after the other: what cannot be installed does not take the others with it.
need() { # COMMAND PACKAGE
  command -v "$1" >/dev/null && return
  PACKAGES=("$2")
  (install) || say "not installed: $2"
}
need wrk wrk
need nginx nginx-light
# Of the images run: a module, not a command.
[[ -e /usr/lib/nginx/modules/ngx_http_image_filter_module.so ]] || { PACKAGES=(libnginx-mod-http-image-filter); (install) || say "not installed: ${PACKAGES[0]}"; }
need prosody prosody
need ejabberdctl ejabberd
need node nodejs
need npm npm

tus=bench/peers/tus
if command -v npm >/dev/null && ! cmp -s "$tus/package-lock.json" "$tus/node_modules/.installed"; then
  if (cd "$tus" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >&2; then
    cp "$tus/package-lock.json" "$tus/node_modules/.installed"
  else
    say "not installed: the tus server"
  fi
fi
