#!/usr/bin/env bash
# Installs what the tests use of Debian's packages and of npm. Not being root it says what is missing; the tests that need it are skipped aloud.
set -uo pipefail

missing=()
need() { # COMMAND PACKAGE
  command -v "$1" >/dev/null || missing+=("$2")
}
need file file
need curl curl
need tmux tmux
need chromium chromium
need node nodejs
need npm npm
# Releases, and the sample of tests in Python.
need python3 python3
need pytest-3 python3-pytest
[[ ! -x /usr/bin/python3 ]] || /usr/bin/python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
need jq jq
need unshare util-linux
need ip iproute2
# To compile ahead of time.
need clang clang
[[ -e /usr/include/zlib.h ]] || missing+=(zlib1g-dev)
# To cut the power and to fail disks: file systems, a disk in FUSE, and what builds it.
need gcc gcc
[[ -e /usr/include/stdio.h ]] || missing+=(libc6-dev)
need pkg-config pkg-config
need fusermount3 fuse3
[[ -e /usr/include/fuse3/fuse.h ]] || missing+=(libfuse3-dev)
need mkfs.ext4 e2fsprogs
need mkfs.xfs xfsprogs
need mkfs.btrfs btrfs-progs
need strace strace
# To run a server with a wrong clock.
need faketime faketime
# To check the units of deploy/systemd.
need systemd-analyze systemd
# To make pictures, and to compare them.
need ffmpeg ffmpeg
need pdftoppm poppler-utils
need convert imagemagick
need heif-enc libheif-examples
need ppmtobmp netpbm
[[ -e /usr/share/color/icc/ghostscript/srgb.icc ]] || missing+=(libgs-common)
# To let nginx read files by an access list.
need setfacl acl

if ((${#missing[@]})); then
  if [[ $(id -u) == 0 ]]; then
    echo "== installing ${missing[*]}"
    apt-get update -qq </dev/null >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      -o DPkg::Lock::Timeout=300 "${missing[@]}" </dev/null >/dev/null 2>&1 || echo "not installed: ${missing[*]}" >&2
  else
    echo "== missing, and not root to install them: ${missing[*]}; the tests that need them are skipped"
  fi
fi

# To run what is published for arm64.
./eng/arm64.sh install || echo "not installed: what runs programs for arm64" >&2

# To build and run the container image. Its base is made once.
if [[ $(id -u) == 0 ]]; then ./eng/image.sh install && ./eng/image.sh base "$(dpkg --print-architecture)" >/dev/null || echo "not installed: what makes the container image" >&2; fi

# Programs that make files of all kinds.
all=()
if [[ ${PARHELION_TEST_ALL:-} == 1 ]]; then all=(all); fi
if [[ $(id -u) == 0 ]]; then ./eng/fixtures.sh install ${all[@]+"${all[@]}"} || echo "not installed: what makes files" >&2; fi

# Caches and stores: the tests start them, and are not to wait for their packages.
if [[ $(id -u) == 0 ]]; then
  for engine in varnish nginx-cache nginx-accel haproxy-cache apache-cache s3-ceph s3-swift postgres prometheus clamd; do ./eng/$engine.sh install 2>/dev/null || echo "not installed: $engine" >&2; done
fi

install_npm() { # FOLDER WHAT: the versions of the lock file
  if command -v npm >/dev/null && ! cmp -s "$1/package-lock.json" "$1/node_modules/.installed"; then
    echo "== installing $2"
    if (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); then
      cp "$1/package-lock.json" "$1/node_modules/.installed"
    else
      echo "not installed: $2; their tests fail" >&2
    fi
  fi
}
install_npm tests/Parhelion.Sdk.Tests/npm "the official SDKs, linters of OpenAPI, a validator of JSON and a generator of clients"
install_npm tests/Parhelion.Uploads.Tests/npm "tus-js-client and Uppy"
install_npm tests/Parhelion.Server.Tests/npm "axe-core"
install_npm samples/BrowserUpload "the sample of a page with Uppy"
install_npm samples/javascript "Jest, Vitest and TypeScript"
# Tools of .NET: the generator of clients, and what lists the parts of a release.
dotnet tool restore >/dev/null || echo "not installed: the tools of .config/dotnet-tools.json; their tests are skipped" >&2
