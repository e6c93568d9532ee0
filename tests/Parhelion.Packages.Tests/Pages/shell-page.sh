# The beginning of the script that a page of shell blocks becomes: what its reader has, and a curl that notices refusals.
set -euo pipefail

# Variables that pages fill from answers: the reader copies them from what curl shows.
curl() {
  local answer status
  answer=$(mktemp)
  command curl --max-time 60 -w '%{stderr}\nHTTP status %{http_code}\n' "$@" 2>"$answer.status" | tee "$answer" || { cat "$answer.status" >&2; return 1; }
  status=$(sed -n 's/^HTTP status //p' "$answer.status" | tail -1)
  remember MEDIA_URL 's/.*"mediaUrl":"\([^"]*\)".*/\1/p' "$answer"
  remember CONVERSATION 's/.*"conversation":{"id":"\([^"]*\)".*/\1/p' "$answer"
  remember INTEGRATION 's/.*"integration":{"id":"\([^"]*\)".*/\1/p' "$answer"
  # A refusal is right where the block speaks of its status.
  if ((status >= 400)) && [[ $BLOCK != *"$status"* ]]; then echo "curl $* gave $status: $(cat "$answer")" >&2; return 1; fi
}

remember() { # VARIABLE EXPRESSION FILE
  local value
  value=$(sed -n "$2" "$3" | tail -1)
  [[ -z $value ]] || printf -v "$1" %s "$value"
}

# The command line prints the URL of an upload, and its login reads the secret that it asks for.
parhelion() {
  local answer url
  case $1 in
    webhooks)
      # Listening lasts until Ctrl+C.
      if [[ ${2:-} != listen ]]; then command parhelion "$@"; else timeout -s INT 6 parhelion "$@" || (($? == 124)); fi
      ;;
    login) command parhelion "$@" <<<"$SECRET" ;;
    upload)
      answer=$(mktemp)
      command parhelion "$@" | tee "$answer"
      url=$(tail -1 "$answer")
      [[ $url != http* ]] || MEDIA_URL=$url
      ;;
    *) command parhelion "$@" ;;
  esac
}
