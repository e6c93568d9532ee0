# The parts of a release. Sourced by eng/tasks/release, which sets version, output, rids, packages, home and STAGE.

say() { echo "== $*" >&2; }

# The NuGet packages, with Parhelion.Server and Parhelion.Cli as tools.
pack_packages() {
  if [[ -n $packages ]]; then
    cp "$packages"/*.nupkg "$packages"/*.snupkg "$output/"
  else
    say packages
    ./run pack --output "$output" --version "$version" ${home[@]+"${home[@]}"} >"$STAGE/pack.txt" || { cat "$STAGE/pack.txt" >&2; return 1; }
  fi
}

# What the programs are made of, and its licences.
licences() {
  say 'bill of materials and licences'
  dotnet tool restore --verbosity quiet >"$STAGE/tools.txt" || { cat "$STAGE/tools.txt" >&2; return 1; }
  local program project runtime
  runtime=$(dotnet msbuild src/Parhelion.Server -getProperty:BundledNETCoreAppPackageVersion)
  for program in server cli; do
    project=src/Parhelion.Server/Parhelion.Server.csproj
    [[ $program == server ]] || project=src/Parhelion.Cli/Parhelion.Cli.csproj
    # With the runtime, whose licences are in its package.
    dotnet restore "$project" --runtime linux-x64 --verbosity quiet "-p:Version=$version" -p:PublishProfile=SingleFile >&2
    dotnet CycloneDX "$project" --disable-package-restore --framework net10.0 --exclude-dev --no-serial-number --set-name "parhelion-$program" --set-version "$version" \
      --output-format Json --output "$STAGE" --filename "$program.json" >"$STAGE/cyclonedx.txt" || { cat "$STAGE/cyclonedx.txt" >&2; return 1; }
    eng/release/licences.py "$STAGE/$program.json" "$output/parhelion-$program-$version.cdx.json" "$STAGE/THIRD-PARTY-NOTICES-$program.txt" "$runtime"
  done
  cp "$STAGE/THIRD-PARTY-NOTICES-server.txt" "$output/THIRD-PARTY-NOTICES.txt"
}

# A publish takes what an earlier one with other options left in its folder. Analyzers have run when the packages were built.
publish() { # PROJECT RID OPTIONS...
  local project=$1 rid=$2; shift 2
  say "$project for $rid"
  rm -rf "artifacts/obj/$project/release_$rid"/{R2R,linked,native,singlefilehost*} "artifacts/publish/$project/release_$rid"
  dotnet publish "src/$project" --configuration Release --runtime "$rid" --verbosity quiet --nologo "-p:Version=$version" -p:RunAnalyzers=false "$@" >&2
}

# Name of a program file for a system.
program() { # NAME RID
  case $2 in win-*) echo "$1.exe" ;; *) echo "$1" ;; esac
}

# The server and the library of SQLite, in $STAGE/server-RID.
publish_server() { # RID
  local folder=$STAGE/publish-$1 target=$STAGE/server-$1
  say "Parhelion.Server for $1"
  eng/publish.sh "$1" "$version" "$folder" SingleFile >&2
  mkdir "$target"
  install -m 755 "$folder/$(program Parhelion.Server "$1")" "$target/$(program parhelion-server "$1")"
  install -m 644 "$folder"/*e_sqlite3.* "$target/"
  documents server "$target"
}

# The command line, in $STAGE/cli-RID. Native code can be made for the system of this machine only; for the others the file contains the runtime.
publish_cli() { # RID
  local folder=$STAGE/publish-cli-$1 target=$STAGE/cli-$1
  if [[ -z $packages && $1 == "$(own_rid)" ]]; then
    folder=artifacts/publish/Parhelion.Cli/release_$1 # ./run pack has just published it.
  else
    publish Parhelion.Cli "$1" -p:PublishProfile=SingleFile --output "$folder"
  fi
  mkdir "$target"
  install -m 755 "$folder/$(program parhelion "$1")" "$target/"
  documents cli "$target"
}

# The container image, an OCI archive. Its base is of Debian's packages of the day.
image() { # RID
  local architecture=arm64
  [[ $1 != linux-x64 ]] || architecture=amd64
  say "container image for $1"
  eng/publish.sh "$1" "$version" "$STAGE/image-$1" >&2
  ./run image --program "$STAGE/image-$1" --version "$version" --arch "$architecture" --output "$output/parhelion-$version-$1.oci.tar" >&2
}

own_rid() {
  case $(uname -sm) in
    'Linux x86_64') echo linux-x64 ;;
    'Linux aarch64') echo linux-arm64 ;;
    'Darwin arm64') echo osx-arm64 ;;
  esac
}

documents() { # PROGRAM FOLDER
  install -m 644 LICENSE "$2/LICENSE.txt"
  install -m 644 "$STAGE/THIRD-PARTY-NOTICES-$1.txt" "$2/THIRD-PARTY-NOTICES.txt"
}

archive() { # FOLDER NAME RID
  local folder=$STAGE/archive/$2-$3
  mkdir -p "$folder"
  cp -r "$1/." "$folder/"
  if [[ $3 == win-* ]]; then
    eng/release/archive.py zip "$folder" "$output/$2-$3.zip"
  else
    eng/release/archive.py tar "$folder" "$output/$2-$3.tar.gz"
  fi
}

# @parhelion/server-SYSTEM: the program for one system, by the names that Node has for systems.
npm_platform() { # RID
  local os=${1%-*} cpu=${1#*-} libc='' folder
  case $os in win) os=win32 ;; osx) os=darwin ;; linux) libc=', "libc": ["glibc"]' ;; esac
  folder=$STAGE/npm-$1/package
  mkdir -p "$folder"
  cp -r "$STAGE/server-$1/." "$folder/"
  cat >"$folder/package.json" <<EOF
{
  "name": "@parhelion/server-$os-$cpu",
  "version": "$version",
  "description": "The Parhelion server for $os-$cpu. Install parhelion instead.",
  "license": "Apache-2.0",
  "os": ["$os"], "cpu": ["$cpu"]$libc
}
EOF
  eng/release/archive.py tar "$folder" "$output/parhelion-server-$os-$cpu-$version.tgz"
}

# The package parhelion, which needs one of the others.
npm_package() {
  local folder=$STAGE/npm/package
  mkdir -p "$STAGE/npm"
  cp -r wrappers/npm "$folder"
  rm -rf "$folder/node_modules"
  cp LICENSE "$folder/"
  eng/release/npm.py "$version" "$folder/package.json"
  eng/release/archive.py tar "$folder" "$output/parhelion-$version.tgz"
}

wheel() { # RID
  local folder=$STAGE/wheel-$1 tag
  # SQLite needs glibc 2.34; .NET 10 needs macOS 14.
  case $1 in
    linux-x64) tag=manylinux_2_34_x86_64 ;;
    linux-arm64) tag=manylinux_2_34_aarch64 ;;
    win-x64) tag=win_amd64 ;;
    osx-arm64) tag=macosx_14_0_arm64 ;;
  esac
  mkdir -p "$folder/parhelion/bin"
  cp wrappers/python/parhelion/*.py wrappers/python/parhelion/py.typed "$folder/parhelion/"
  cp "$STAGE/server-$1"/*server* "$STAGE/server-$1"/*sqlite* "$folder/parhelion/bin/"
  eng/release/wheel.py "$folder" "$version" "$tag" "$STAGE/server-$1"/*.txt
  eng/release/archive.py wheel "$folder" "$output/parhelion-$version-py3-none-$tag.whl"
}

# A package of Debian: the server with its units, or the command line.
debian() { # NAME RID
  local root=$STAGE/deb-$1-$2 architecture=arm64 kind=${1#parhelion} folder
  folder=$STAGE/server-$2
  [[ -z $kind ]] || folder=$STAGE/cli-$2
  [[ $2 != linux-x64 ]] || architecture=amd64
  mkdir -p "$root/DEBIAN" "$root/usr/bin" "$root/usr/share/doc/$1"
  install -m 644 "$folder/THIRD-PARTY-NOTICES.txt" "$root/usr/share/doc/$1/"
  printf 'Copyright: The Parhelion authors\nLicense: Apache-2.0, see /usr/share/common-licenses/Apache-2.0\n' >"$root/usr/share/doc/$1/copyright"
  if [[ -n $kind ]]; then
    install -m 755 "$folder/parhelion" "$root/usr/bin/"
  else
    install -D -m 755 "$folder/parhelion-server" "$root/usr/lib/parhelion/parhelion-server"
    install -m 644 "$folder/libe_sqlite3.so" "$root/usr/lib/parhelion/"
    ln -s ../lib/parhelion/parhelion-server "$root/usr/bin/parhelion-server"
    mkdir -p "$root/lib/systemd/system" "$root/usr/lib/sysusers.d" "$root/usr/share/doc/parhelion/examples"
    for unit in parhelion parhelion@; do
      sed 's:/opt/parhelion/Parhelion.Server:/usr/bin/parhelion-server:; s:in /opt/parhelion,:/usr/bin/parhelion-server,:' "deploy/systemd/$unit.service" >"$root/lib/systemd/system/$unit.service"
    done
    install -m 644 deploy/systemd/parhelion.sysusers.conf "$root/usr/lib/sysusers.d/parhelion.conf"
    install -m 644 deploy/systemd/nodes.env "$root/usr/share/doc/parhelion/examples/"
    install -d -m 750 "$root/etc/parhelion"
    install -m 640 deploy/systemd/parhelion.env "$root/etc/parhelion/"
    echo /etc/parhelion/parhelion.env >"$root/DEBIAN/conffiles"
    install -m 755 deploy/debian/{postinst,prerm,postrm} "$root/DEBIAN/"
  fi
  { cat "deploy/debian/control${kind:--server}"; } | sed "1a Version: $version\nArchitecture: $architecture\nInstalled-Size: $(du -sk --apparent-size "$root" | cut -f1)" >"$root/DEBIAN/control"
  dpkg-deb --root-owner-group -Zgzip -z6 --build "$root" "$output/$1_${version}_$architecture.deb" >/dev/null
}

# Builds one commit in two fresh folders whose paths differ in length, and compares. It takes a while: meanwhile somebody may commit.
check_twice() { # VERSION OPTIONS...
  local folder one two clone remote commit
  commit=$(git rev-parse HEAD)
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' RETURN
  one=$folder/a two=$folder/another-folder
  for clone in "$one" "$two"; do
    git clone --quiet --no-checkout . "$clone"
    git -C "$clone" checkout --quiet --detach "$commit"
    # The packages name their home.
    ! remote=$(git remote get-url origin 2>/dev/null) || git -C "$clone" remote set-url origin "$remote"
    (cd "$clone" && ./run release "$@" --output "$clone.release" >"$clone.txt" 2>&1) || { tail -n 40 "$clone.txt" >&2; return 1; }
  done
  if ! diff "$one.release/SHA256SUMS" "$two.release/SHA256SUMS"; then
    echo "./run release: the two builds differ." >&2
    return 1
  fi
  rm -rf "$output" && mkdir -p "$output" && cp "$one.release"/* "$output/"
  echo "The bytes of $(wc -l <"$output/SHA256SUMS") files are the same in two builds. They are in $output."
}
