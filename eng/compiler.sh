# Sourced, not run: starts one compiler server for everything that the calling script builds, and lets the script end it with end_compiler.
#
# A compiler of its own for each build would compile itself and the analyzers each time. If the calling script was started by one that has a compiler already,
# both use that one.
if [[ -z ${SharedCompilationId:-} ]]; then
  export UseSharedCompilation=true SharedCompilationId=parhelion-$$
  end_compiler() { pkill -f -- "-pipename:$SharedCompilationId\$" || true; }
else
  end_compiler() { :; }
fi
