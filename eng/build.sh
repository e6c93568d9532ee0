#!/usr/bin/env bash
# eng/build.sh [OPTIONS OF dotnet build...]: builds everything for the tests, in Release, and the server once more as it is deployed (eng/deployed.sh).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source eng/compiler.sh
trap end_compiler EXIT

# What .NET measures to optimise code later costs more than it saves in a compiler that lives for some minutes.
DOTNET_TieredPGO=0 dotnet build Parhelion.slnx --configuration Release --nologo "$@"
eng/deployed.sh
