#!/usr/bin/env bash
# eng/deployed.sh: publishes the server into artifacts/published, as deploy/README.md says: for this machine, compiled ahead of time, with the .NET that is installed.
#
# The benchmarks measure it, and the tests start it some hundred times: with less to compile, a start takes two thirds of the processor time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rid=linux-x64
[[ $(uname -m) != aarch64 ]] || rid=linux-arm64
# C# is compiled once, for all systems. Publishing takes the result, and only compiles it to native code.
dotnet build src/Parhelion.Server --configuration Release --nologo --verbosity quiet
# With --use-current-runtime, the build would replace what was built for all systems.
dotnet publish src/Parhelion.Server --configuration Release --runtime "$rid" --self-contained false -p:RunAnalyzers=false --output artifacts/published --nologo --verbosity quiet \
  -p:SkipCompilerExecution=true -p:ProduceReferenceAssembly=false "-p:CompiledFolder=$PWD/artifacts/obj/Parhelion.Server/release"
