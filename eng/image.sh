#!/usr/bin/env bash
# Makes the container image of a published server, from deploy/container/Containerfile, with buildah and a base of Debian's packages. No registry is needed.
#
#   image.sh install                       installs what it takes (as root)
#   image.sh base ARCH                     makes artifacts/image/base-ARCH.tar, unless it is there, and prints its path; ARCH is amd64 or arm64
#   image.sh build PROGRAM OUTPUT VERSION ARCH
#                                          makes OUTPUT, an OCI archive, of the folder PROGRAM
#
# Environment: SOURCE_DATE_EPOCH (0): the time of all files in the image. The same program, base and time give the same bytes.
set -euo pipefail
# podman and what it needs are for the tests, which run the image; docker-compose checks deploy/compose.
ENGINE=image PACKAGES=(mmdebstrap buildah podman runc slirp4netns python3 docker-compose)
source "$(dirname "${BASH_SOURCE[0]}")/engine.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# What .NET needs of the system, and the certificates that Debian trusts.
LIBRARIES=(libc6 libgcc-s1 libstdc++6 libssl3 ca-certificates)
# What belongs to these packages and is of no use without a shell, and what converts between character sets, which .NET does itself.
UNUSED=(usr/bin usr/sbin sbin usr/share/{bash-completion,debconf,gcc,gdb,lintian,man,perl5,pixmaps,zoneinfo} usr/lib/{dpkg,ssl/misc} 'usr/lib/*-linux-gnu/gconv'
  etc/{apt,dpkg,debconf.conf,fstab,hostname,resolv.conf,ca-certificates} var/cache var/lib/apt var/lib/dpkg var/log)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-0} LC_ALL=C
# Folders that are deleted at the end.
temporary=()
trap 'rm -rf ${temporary[@]+"${temporary[@]}"}' EXIT

debian_sources() {
  local file
  for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do [[ ! -s $file ]] || { echo "$file"; return; }; done
  die "there are no sources of Debian in /etc/apt"
}

# The tar of a folder: the same files give the same bytes.
pack() { tar --create --sort=name --mtime="@$SOURCE_DATE_EPOCH" --numeric-owner --format=gnu --directory="$1" .; }

make_base() { # ARCH
  local dir root package
  dir=$(mktemp -d); temporary+=("$dir")
  root=$dir/root
  apt-config dump | grep -E '^Acquire::https?' >"$dir/apt.conf" || true
  # Packages are unpacked and nothing of them is run, so those of another architecture work as well. Their files stay for a moment: their descriptions are kept.
  mmdebstrap --quiet --mode=root --variant=extract --architectures="$1" --include="$(IFS=,; echo "${LIBRARIES[*]}")" --aptopt="$dir/apt.conf" \
    --skip=cleanup/apt/cache "$(. /etc/os-release; echo "$VERSION_CODENAME")" "$root" "$(debian_sources)" >&2 || die "the base could not be made"
  # Where scanners look for the packages of an image without dpkg.
  mkdir "$dir/status.d"
  for package in "${LIBRARIES[@]}"; do
    # Debian 13 has other names for some: libssl3t64.
    dpkg-deb --field "$root/var/cache/apt/archives/$package"*.deb >"$dir/status.d/$package"
  done
  for package in "${UNUSED[@]}"; do rm -rf "$root"/$package; done # Not in quotes: some are patterns.
  rm -rf "$root"/usr/share/doc/{debconf,openssl,ca-certificates/examples}
  find "$root/usr/share/doc" -type f ! -name copyright -delete
  find "$root/usr/share/doc" -type d -empty -delete
  mkdir -p "$root"/var/lib/{dpkg,parhelion} "$root"/{etc,proc,sys,dev,run,tmp}
  mv "$dir/status.d" "$root/var/lib/dpkg/"
  cat "$root"/usr/share/ca-certificates/mozilla/*.crt >"$root/etc/ssl/certs/ca-certificates.crt"
  rm -rf "$root/usr/share/ca-certificates" "$root"/dev/*
  cp --dereference /etc/os-release "$root/etc/os-release"
  echo 'root:x:0:0:root:/:/sbin/nologin
parhelion:x:5480:0:Parhelion:/var/lib/parhelion:/sbin/nologin' >"$root/etc/passwd"
  echo 'root:x:0:' >"$root/etc/group"
  chmod 755 "$root"; chmod 1777 "$root/tmp"
  chown 5480:0 "$root/var/lib/parhelion"; chmod 770 "$root/var/lib/parhelion"
  SOURCE_DATE_EPOCH=0 pack "$root" >"$2.new"
  mv "$2.new" "$2"
}

base() { # ARCH
  local file=$PWD/artifacts/image/base-$1.tar
  mkdir -p "$(dirname "$file")"
  # Made again after a week, for the updates of Debian, and whenever this script has changed.
  [[ -n $(find "$file" -mtime -7 -newer eng/image.sh 2>/dev/null) ]] || make_base "$1" "$file"
  echo "$file"
}

# Adds what Docker wants: the health check, which the specification of OCI does not have, and manifest.json, without which versions before 25 load no archive.
# Takes out of the history the random numbers of the steps.
complete() { # LAYOUT INSPECTED TAG
  python3 - "$@" <<'PY'
import hashlib, json, pathlib, sys
layout, inspected = pathlib.Path(sys.argv[1]), json.load(open(sys.argv[2]))
def name(entry): return "blobs/" + entry["digest"].replace(":", "/")
def read(entry): return json.loads((layout / name(entry)).read_bytes())
def pack(value): return json.dumps(value, separators=(",", ":")).encode()
def replace(entry, value):
    (layout / name(entry)).unlink()
    entry["digest"], entry["size"] = "sha256:" + hashlib.sha256(pack(value)).hexdigest(), len(pack(value))
    (layout / name(entry)).write_bytes(pack(value))
index = json.loads((layout / "index.json").read_bytes())
manifest = read(index["manifests"][0])
config = read(manifest["config"])
config["config"]["Healthcheck"] = inspected["Docker"]["config"]["Healthcheck"]
for step in config["history"]: step.pop("comment", None)
replace(manifest["config"], config)
replace(index["manifests"][0], manifest)
(layout / "index.json").write_bytes(pack(index))
(layout / "manifest.json").write_bytes(pack([{"Config": name(manifest["config"]), "RepoTags": [sys.argv[3]], "Layers": [name(layer) for layer in manifest["layers"]]}]))
PY
}

build() { # PROGRAM OUTPUT VERSION ARCH
  local dir storage
  [[ -x $1/Parhelion.Server ]] || die "$1 is not a published server"
  [[ $(id -u) == 0 ]] || die "building the image runs as root"
  dir=$(mktemp -d); temporary+=("$dir")
  storage=(--root "$dir/root" --runroot "$dir/run")
  mkdir "$dir/context"
  cp "$(base "$4")" "$dir/context/base.tar"
  cp --recursive "$1" "$dir/context/program"
  # Symbols and comments are for those who develop.
  rm -f "$dir"/context/program/*.{pdb,xml}
  chmod -R u=rwX,go=rX "$dir/context/program"
  buildah "${storage[@]}" build --quiet --isolation chroot --layers --format docker --timestamp "$SOURCE_DATE_EPOCH" --platform "linux/$4" --identity-label=false --build-arg "VERSION=$3" \
    --tag parhelion --file deploy/container/Containerfile "$dir/context" >&2
  buildah "${storage[@]}" push --quiet --format oci parhelion "oci:$dir/layout:parhelion:$3"
  buildah "${storage[@]}" inspect --type image parhelion >"$dir/inspected.json"
  complete "$dir/layout" "$dir/inspected.json" "parhelion:$3"
  mkdir -p "$(dirname "$2")"
  pack "$dir/layout" >"$2.new"
  mv "$2.new" "$2"
}

case ${1:-} in
  install) install ;;
  base) base "${2:?ARCH}" ;;
  build) build "${2:?PROGRAM}" "${3:?OUTPUT}" "${4:?VERSION}" "${5:?ARCH}" ;;
  *) die "usage: $0 install | base ARCH | build PROGRAM OUTPUT VERSION ARCH" ;;
esac
