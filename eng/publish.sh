#!/usr/bin/env bash
# eng/publish.sh RID VERSION FOLDER [SingleFile]: publishes the server as a release has it (docs/decisions/0031), as a folder with all its files or as a single one.
#
# Trimming and compiling take a minute. The folder and the single file are made of the same, so the second of both takes seconds. What an earlier call has left is
# deleted if it was made of other packages or with other options, or not to its end: MSBuild looks at the times of files only.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rid=${1:?RID} version=${2:?VERSION} output=${3:?FOLDER} profile=${4:-Program}

between=artifacts/obj/Parhelion.Server/release_${rid}_program
of=$({ dotnet --version; echo "$version"; cat Directory.* global.json src/*/*.csproj src/Parhelion.Server/Properties/PublishProfiles/*; } | sha256sum)
[[ -e $between/made-of && $(<"$between/made-of") == "$of" ]] || rm -rf "$between"
rm -f "$between/made-of"
# Analyzers have run in the build.
dotnet publish src/Parhelion.Server --configuration Release --runtime "$rid" "-p:PublishProfile=$profile" -p:RunAnalyzers=false --output "$output" "-p:Version=$version" --nologo --verbosity quiet
echo "$of" >"$between/made-of"
