#!/usr/bin/env bash
# Tests of your own code against a real server, with curl and jq. The program parhelion-server is in the PATH.
set -euo pipefail

# The server writes one line of JSON when it listens. It ends with this script.
exec {server}< <(exec parhelion-server serve --ephemeral --json 2>server.log)
IFS= read -r -t 60 line <&"$server" || { cat server.log >&2; exit 1; }
read -r url app key secret pid < <(jq -r '[.url, .appId, .keyId, .secret, .processId] | join(" ")' <<<"$line")
trap 'kill "$pid"' EXIT

# The code under test: uploads a receipt and prints its URL; deletes it.
send_receipt() { curl -fsS -u "$key:$secret" -F "source=@-;filename=receipt.txt" "$url/v2/apps/$app/attachments?access=public" | jq -r .attachment.mediaUrl; }
recall_receipt() { curl -fsS -u "$key:$secret" --json "{\"mediaUrl\":\"$1\"}" -o /dev/null "$url/v2/apps/$app/attachments/remove"; }

receipt=$(send_receipt <<<'1 tea: 3.50')
[[ $(curl -fsS "$receipt") == '1 tea: 3.50' ]] || { echo "FAIL: the receipt cannot be read"; exit 1; }

recall_receipt "$receipt"

[[ $(curl -s -o /dev/null -w '%{http_code}' "$receipt") == 404 ]] || { echo "FAIL: the receipt can be read after it was recalled"; exit 1; }
echo 'ok: a receipt can be read until it is recalled'
