#!/usr/bin/env bash
# The server as a program of the reader. What serves until Ctrl+C gets it after some seconds, and a port that is free.
set -euo pipefail

case ${1:-serve} in
  --help | --version) ;;
  serve | --*)
    set -- "${@//$PAGE_AUTHORITY/127.0.0.1:0}"
    [[ " $* " == *" --urls "* ]] || set -- "$@" --urls http://127.0.0.1:0
    exec timeout --preserve-status -s INT 6 $PAGE_SERVER "$@"
    ;;
esac
exec $PAGE_SERVER "$@"
