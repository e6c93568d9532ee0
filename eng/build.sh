#!/usr/bin/env bash
# eng/build.sh [OPTIONS OF dotnet build...]: builds everything for the tests, in Release, and the server once more as it is deployed (eng/deployed.sh).
#
# One compiler for all projects, which ends with the build: it has compiled itself and the analyzers once, where a compiler for each project does so 37 times.
# What .NET measures to optimise code later costs more than it saves in a program that lives for two minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

compiler=parhelion-$$
trap 'pkill -f -- "-pipename:$compiler\$" || true' EXIT
UseSharedCompilation=true SharedCompilationId=$compiler DOTNET_TieredPGO=0 dotnet build Parhelion.slnx --configuration Release --nologo "$@"
eng/deployed.sh
