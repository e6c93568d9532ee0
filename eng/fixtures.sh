#!/usr/bin/env bash
# Makes files of the 62 extensions with the programs of Debian: eng/fixtures.sh FOLDER [all | sample NUMBER]. FOLDER/list.tsv names each with the media type that it should be
# served as, "refused" for those that should not be taken; FOLDER/failed.tsv has the commands that made nothing, with what they said.
# Only "all" uses LibreOffice and GStreamer. A sample has the first file of each extension and a third of the others, which depends on the number.
# "eng/fixtures.sh install [all]" installs the programs.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

sample=(ffmpeg imagemagick ghostscript qpdf poppler-utils p7zip-full zip libarchive-tools libimage-exiftool-perl libheif-examples webp libtiff-tools netpbm libjpeg-turbo-progs optipng
  pngquant gifsicle potrace graphviz libxml2-utils mkvtoolnix sox libsox-fmt-all lame opus-tools vorbis-tools flac msitools gnumeric mpack
  python3-docx python3-openpyxl python3-xlsxwriter python3-odf python3-yaml python3-vobject python3-icalendar python3-pil)
slow=(libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui libreoffice-draw-nogui
  gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-ugly gstreamer1.0-plugins-bad)
if [[ ${1:-} == install ]]; then
  wanted=("${sample[@]}"); [[ ${2:-} != all ]] || wanted+=("${slow[@]}")
  missing=(); for package in "${wanted[@]}"; do [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) == *" installed" ]] || missing+=("$package"); done
  ((${#missing[@]})) || exit 0
  echo "== installing what makes files: ${#missing[@]} packages"
  apt-get update -qq </dev/null >/dev/null && DEBIAN_FRONTEND=noninteractive exec apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" </dev/null >/dev/null 2>&1
fi
mkdir -p "$1" && cd "$1"
export samples="$here/../tests/samples" scripts="$here/fixtures" HOME=$PWD
export v='-f lavfi -i testsrc2=s=128x96:r=10:d=0.5' a='-f lavfi -i sine=d=0.5' m='-map 0:v -map 1:a -shortest'
# The programs of Debian come first: its Python has the packages of Debian.
export PATH=/usr/bin:/bin:$PATH
export ff='ffmpeg -nostdin -v error -y -threads 1'
: > jobs.tsv; : > list.tsv; : > failed.tsv; mkdir -p out in

job() { printf '%s\t%s\t%s\t%s\n' "$@" >> jobs.tsv; } # EXTENSION NAME TYPE COMMAND, which writes to $o

# What others are made of.
$ff $v -frames:v 1 in/p.png; $ff $a in/s.wav; $ff $v $m $a -c:v mpeg4 -c:a aac in/v.mp4 2>/dev/null || $ff $v in/v.mp4
convert in/p.png -resize 32x32 in/small.png; convert in/p.png in/p.jpg
printf '%%!PS\n/Helvetica findfont 20 scalefont setfont 20 20 moveto (Hello) show showpage\n' | gs -q -dBATCH -dNOPAUSE -sDEVICE=pdfwrite -sOutputFile=in/p.pdf -
printf 'Line one\nLine two, naïve\n' > in/t.txt

for part in "$scripts"/*.sh; do
  [[ ${2:-} == all || $part != *-all.sh ]] && source "$part"
done
if [[ ${2:-} == sample ]]; then
  awk -F'\t' -v number="${3:?sample NUMBER}" '++count[$1] == 1 || (count[$1] + number) % 3 == 0' jobs.tsv >sampled.tsv
  mv sampled.tsv jobs.tsv
fi

run() {
  IFS=$'\t' read -r extension name type command <<< "$1"
  export o="$PWD/out/$name.$extension"
  export t=$(mktemp -d -p "$PWD/in")
  if timeout 120 bash -c "$command" > "$t/log" 2>&1 < /dev/null && [[ -s $o ]]; then printf '%s\t%s\n' "$name.$extension" "$type" >> list.tsv
  else printf '%s\t%s\t%s\n' "$name.$extension" "$command" "$(tail -c 300 "$t/log" | tr '\t\n' '  ')" >> failed.tsv; fi
  rm -rf "$t"
}
export -f run
tr '\n' '\0' < jobs.tsv | xargs -0 -P "$(nproc)" -I{} bash -c 'run "$1"' _ {}
echo "$(wc -l < list.tsv) files made, $(wc -l < failed.tsv) failed"
