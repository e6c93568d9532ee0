#!/usr/bin/env bash
# eng/tool.sh FOLDER [OPTIONS OF dotnet pack...]: packs the command line. It makes
#   Parhelion.Cli.RID   native code for the system of this machine, which needs no .NET
#   Parhelion.Cli.any   for all other systems; needs .NET
#   Parhelion.Cli       what users install; it leads to one of these two
# The native program stays in artifacts/publish/Parhelion.Cli/release_RID.
# RIDS="linux-x64 linux-arm64" makes native code for several systems, where the machine has what it needs.
set -euo pipefail
output=${1:?eng/tool.sh FOLDER [OPTIONS]}; shift
[[ $output == /* ]] || output=$PWD/$output
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case $(uname -sm) in
  'Linux x86_64') own=linux-x64 ;;
  'Linux aarch64') own=linux-arm64 ;;
  'Darwin arm64') own=osx-arm64 ;;
  *) echo "eng/tool.sh: no native code for $(uname -sm); only the package 'any' is made." >&2; own='' ;;
esac
read -ra rids <<<"${RIDS:-$own}"

# Native code needs a linker and zlib.
if [[ $own == linux-* ]] && ! { command -v clang || command -v gcc; } >/dev/null; then
  ((EUID == 0)) || { echo "eng/tool.sh: install clang and zlib1g-dev." >&2; exit 1; }
  apt-get install -y -qq clang zlib1g-dev >/dev/null
fi

list=any # Between them stands %3B, because a semicolon would end the property.
for rid in ${rids[@]+"${rids[@]}"}; do list+="%3B$rid"; done
pack() { dotnet pack src/Parhelion.Cli --configuration Release --nologo --verbosity quiet --output "$output" "-p:ToolRids=$list" "$@"; }
mkdir -p "$output"
for rid in ${rids[@]+"${rids[@]}"}; do
  rm -rf "artifacts/publish/Parhelion.Cli/release_$rid" # The package takes all that is there.
  pack --runtime "$rid" "$@"
done
pack --runtime any "$@"
pack "$@"
