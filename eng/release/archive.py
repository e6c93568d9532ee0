#!/usr/bin/env python3
"""Writes archives whose bytes depend on their files only.

archive.py tar FOLDER FILE.tar.gz   a folder, with its name in front of each path
archive.py zip FOLDER FILE.zip      the same for Windows
archive.py nupkg FILE...            writes packages of NuGet again: NuGet puts times and a random name into them
archive.py wheel FOLDER FILE.whl    the files of a wheel, with RECORD

All times are SOURCE_DATE_EPOCH.
"""

import base64
import gzip
import hashlib
import os
import re
import stat
import sys
import tarfile
import time
import zipfile
from pathlib import Path

EPOCH = int(os.environ["SOURCE_DATE_EPOCH"])


def files_of(folder):
    return sorted((path for path in Path(folder).rglob("*") if path.is_file()), key=lambda path: path.as_posix())


def mode_of(path):
    return 0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644


def write_tar(folder, file):
    parent = Path(folder).parent
    with open(file, "wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed, tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in files_of(folder):
            entry = tarfile.TarInfo(path.relative_to(parent).as_posix())
            entry.size, entry.mode, entry.mtime = path.stat().st_size, mode_of(path), EPOCH
            with path.open("rb") as content:
                tar.addfile(entry, content)


def write_zip(file, entries):
    """Entries are (name, mode, bytes), in their order."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, mode, content in entries:
            entry = zipfile.ZipInfo(name, time.gmtime(EPOCH)[:6])
            entry.create_system = 3  # Unix, so that the mode counts.
            entry.external_attr = (stat.S_IFREG | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def write_zip_of_folder(folder, file):
    parent = Path(folder).parent
    write_zip(file, [(path.relative_to(parent).as_posix(), mode_of(path), path.read_bytes()) for path in files_of(folder)])


def rewrite_nupkg(file):
    with zipfile.ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    # Its name is random, and an id in .rels is derived from the name.
    for name in [name for name in contents if name.endswith(".psmdcp")]:
        fixed = f"{os.path.dirname(name)}/properties.psmdcp"
        contents[fixed] = contents.pop(name)
        relations = contents["_rels/.rels"].decode().replace(f"/{name}", f"/{fixed}")
        numbers = iter(range(1, 1000))
        contents["_rels/.rels"] = re.sub(r'Id="[^"]*"', lambda _: f'Id="R{next(numbers)}"', relations).encode()
    # A reader of a stream finds the manifest first, as NuGet writes it.
    first = ("_rels/.rels",)
    names = sorted(contents, key=lambda name: (name not in first, not name.endswith(".nuspec"), name))
    write_zip(file, [(name, 0o644, contents[name]) for name in names])


def write_wheel(folder, file):
    entries, record = [], []
    for path in files_of(folder):
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record.append(f"{name},sha256={digest},{len(content)}\n")
        entries.append((name, mode_of(path), content))
    information = next(name.split("/")[0] for name, _, _ in entries if ".dist-info/" in name)
    record.append(f"{information}/RECORD,,\n")
    entries.append((f"{information}/RECORD", 0o644, "".join(record).encode()))
    write_zip(file, entries)


def main(kind, *arguments):
    if kind == "tar":
        write_tar(*arguments)
    elif kind == "zip":
        write_zip_of_folder(*arguments)
    elif kind == "wheel":
        write_wheel(*arguments)
    elif kind == "nupkg":
        for file in arguments:
            rewrite_nupkg(file)
    else:
        sys.exit(f"archive.py: what is '{kind}'?")


if __name__ == "__main__":
    main(*sys.argv[1:])
