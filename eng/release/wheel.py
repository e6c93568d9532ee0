#!/usr/bin/env python3
"""wheel.py FOLDER VERSION TAG LICENCE...: writes the metadata of a wheel, from pyproject.toml."""

import shutil
import sys
import tomllib
from pathlib import Path

folder, version, tag, *licences = sys.argv[1:]
source = Path("wrappers/python")
project = tomllib.loads((source / "pyproject.toml").read_text())["project"]
information = Path(folder) / f"{project['name']}-{version}.dist-info"
(information / "licenses").mkdir(parents=True)
for licence in licences:
    shutil.copy(licence, information / "licenses")

metadata = [
    "Metadata-Version: 2.4",
    f"Name: {project['name']}",
    f"Version: {version}",
    f"Summary: {project['description']}",
    f"Keywords: {','.join(project['keywords'])}",
    f"License-Expression: {project['license']}",
    *(f"License-File: {Path(licence).name}" for licence in licences),
    *(f"Classifier: {classifier}" for classifier in project["classifiers"]),
    f"Requires-Python: {project['requires-python']}",
    "Description-Content-Type: text/markdown",
    "",
    (source / project["readme"]).read_text(),
]
(information / "METADATA").write_text("\n".join(metadata))
(information / "WHEEL").write_text(f"Wheel-Version: 1.0\nGenerator: parhelion\nRoot-Is-Purelib: false\nTag: py3-none-{tag}\n")
sections = {"console_scripts": project["scripts"], **project["entry-points"]}
lines = [f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in entries.items()) for name, entries in sections.items()]
(information / "entry_points.txt").write_text("\n".join(lines))
