#!/usr/bin/env bash
# Installs, upgrades, removes and purges the Debian packages, in a copy of the system (eng/clean-root.sh). systemctl is a script
# that writes its arguments down, because no service manager runs there.
#   debian-package.sh OLD.deb NEW.deb CLI.deb
set -euo pipefail
old=$1 new=$2 cli=$3
fail() { echo "FAIL: $*" >&2; exit 1; }
expect() { [[ $2 == "$3" ]] || fail "$1: expected '$3', got '$2'"; }
calls() { sort -u /var/log/systemctl; : >/var/log/systemctl; }

rm -f /usr/sbin/policy-rc.d
mkdir -p /run/systemd/system
mv /usr/bin/systemctl /usr/bin/systemctl.real
cat >/usr/bin/systemctl <<'EOF'
#!/bin/sh
echo "$*" >>/var/log/systemctl
case "$*" in
  *is-enabled*) echo enabled ;;
  *preset* | *enable* | *disable*) exec systemctl.real "$@" ;; # They need no service manager.
esac
EOF
chmod +x /usr/bin/systemctl
: >/var/log/systemctl

# The lines of docs/install.md.
cd "$(dirname "$old")"
install_file() { DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet "./$(basename "$1")" </dev/null; }
install_file "$old"
grep -q 'start parhelion.service' <(calls) || fail 'the service does not start after the installation'
[[ -L /etc/systemd/system/multi-user.target.wants/parhelion.service ]] || fail 'the service does not start with the system'
expect 'folder of settings' "$(stat -c '%U:%G %a' /etc/parhelion)" 'root:parhelion 750'
expect 'settings' "$(stat -c '%U:%G %a' /etc/parhelion/parhelion.env)" 'root:parhelion 640'
systemd-analyze verify /lib/systemd/system/parhelion.service /lib/systemd/system/parhelion@.service

# As the unit says: the program, its user, its environment, and the folder that systemd makes.
unit=/lib/systemd/system/parhelion.service
of_unit() { sed -n "s/^$1=//p" "$unit"; }
directory=$(of_unit WorkingDirectory)
install -d -m "$(of_unit StateDirectoryMode)" -o parhelion -g parhelion "$directory"
begin=$(date +%s%N)
mapfile -t environment < <(of_unit Environment)
(cd "$directory" && umask "$(of_unit UMask)" && exec setpriv --reuid="$(of_unit User)" --regid=parhelion --clear-groups env -i PATH="$PATH" "${environment[@]}" "$(of_unit ExecStart)") >/var/log/parhelion &
server=$!
for ((i = 0; i < 600; i++)); do ! grep -q 'listens on' /var/log/parhelion || break; kill -0 "$server" || fail "$(cat /var/log/parhelion)"; sleep 0.1; done
read -r app key < <(jq -r '[.appId, .app.keyId + ":" + .app.secret] | join(" ")' "$directory/credentials.json")
url=$(curl -fsS -u "$key" -F 'source=@-;filename=note.txt' "http://127.0.0.1:5480/v2/apps/$app/attachments?access=public" <<<'hello' | jq -r .attachment.mediaUrl)
echo "first upload after $((($(date +%s%N) - begin) / 1000000)) ms"
expect 'the file' "$(curl -fsS "$url")" hello

# The command line, beside the server.
install_file "$cli"
echo 'hello again' >/tmp/note.txt
url=$(PARHELION_HOST=http://127.0.0.1:5480 PARHELION_APP_ID=$app PARHELION_KEY_ID=${key%%:*} PARHELION_KEY_SECRET=${key#*:} parhelion upload /tmp/note.txt)
expect 'the file of the command line' "$(curl -fsS "$url")" 'hello again'
dpkg --purge parhelion-cli
[[ ! -e /usr/bin/parhelion ]] || fail 'a purge leaves the command line'
kill "$server" && wait "$server" || true

echo '#mine' >>/etc/parhelion/parhelion.env
dpkg --install "$new"
grep -q 'try-restart parhelion.service' <(calls) || fail 'the service does not start again after the upgrade'
expect 'last line of the settings' "$(tail -n 1 /etc/parhelion/parhelion.env)" '#mine'
expect 'settings after the upgrade' "$(stat -c '%U:%G %a' /etc/parhelion/parhelion.env)" 'root:parhelion 640'
expect 'version' "$(dpkg-query -W -f '${Version}' parhelion)" "$(dpkg-deb -f "$new" Version)"

dpkg --remove parhelion
grep -q '^stop parhelion.service' <(calls) || fail 'the service does not stop before the removal'
[[ ! -e /usr/bin/parhelion-server && -e /etc/parhelion/parhelion.env ]] || fail 'a removal deletes the program and keeps the settings'

dpkg --purge parhelion | grep -q "The data of Parhelion is still in $directory" || fail 'a purge does not say where the data is'
[[ ! -e /etc/parhelion && ! -e /etc/systemd/system/multi-user.target.wants/parhelion.service ]] || fail 'a purge leaves settings'
[[ -e $directory/parhelion.db ]] || fail 'a purge deletes the data'
echo "the packages are fine"
