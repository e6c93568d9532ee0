# Sourced, not run: one compiler for whatever this script and its children build, which ends with the script.
#
# It has compiled itself and the analyzers once, where a compiler for each project does so each time. A script that is started by such a one uses its compiler.
# What .NET measures to optimise code later costs more than it saves in a program that lives for some minutes.
if [[ -z ${SharedCompilationId:-} ]]; then
  export UseSharedCompilation=true SharedCompilationId=parhelion-$$
  end_compiler() { pkill -f -- "-pipename:$SharedCompilationId\$" || true; }
else
  end_compiler() { :; }
fi
