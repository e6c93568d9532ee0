#!/usr/bin/env python3
"""licences.py BOM OUTPUT NOTICES RUNTIME: completes a bill of materials, and writes the licences of all that a program contains.

BOM is what CycloneDX wrote: it has the time of its making, and not the runtime of .NET, whose version is RUNTIME.
"""

import json
import os
import sys
import time
import xml.etree.ElementTree
from pathlib import Path

PACKAGES = Path(os.environ.get("NUGET_PACKAGES") or Path.home() / ".nuget/packages")
EPOCH = int(os.environ["SOURCE_DATE_EPOCH"])


def folder_of(component):
    return PACKAGES / component["name"].lower() / component["version"]


def texts_of(folder):
    """The files of a package that are a licence or name the licences of others."""
    names = ("license.txt", "license", "license.md", "third-party-notices.txt", "notice.txt")
    return [path for path in sorted(folder.iterdir()) if path.name.lower() in names]


def manifest_of(component):
    """The elements of the manifest of a package, such as copyright, by their names."""
    file = folder_of(component) / f"{component['name'].lower()}.nuspec"
    metadata = xml.etree.ElementTree.parse(file).getroot()[0]
    return {element.tag.rpartition("}")[2]: element for element in metadata}


def runtime(name, version):
    return {
        "type": "framework",
        "bom-ref": f"pkg:nuget/{name}@{version}",
        "authors": [{"name": "Microsoft"}],
        "name": name,
        "version": version,
        "scope": "required",
        "licenses": [{"license": {"id": "MIT"}}],
        "purl": f"pkg:nuget/{name}@{version}",
    }


def complete(bom, version):
    bom["metadata"]["timestamp"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(EPOCH))
    names = ["Microsoft.NETCore.App.Runtime.linux-x64"]
    if any(component["name"].startswith("Microsoft.AspNetCore.") for component in bom["components"]):
        names.append("Microsoft.AspNetCore.App.Runtime.linux-x64")
    bom["components"] += [runtime(name, version) for name in names]
    for component in bom["components"]:
        if component.get("licenses"):
            continue
        licence = manifest_of(component)["license"]
        if licence.get("type") != "file":
            sys.exit(f"licences.py: {component['name']} names no licence.")
        # CycloneDX knows expressions only. The text itself is among the notices.
        component["licenses"] = [{"license": {"name": f"{component['name']}, see {licence.text}"}}]


def identifier(component):
    licence = component["licenses"][0]
    return licence.get("expression") or licence["license"].get("id") or licence["license"]["name"]


def notices(bom):
    for component in bom["components"]:
        manifest = manifest_of(component)
        yield f"{component['name']} {component['version']}\n"
        yield f"Licence: {identifier(component)}\n"
        for name in ("copyright", "authors", "projectUrl"):
            if name in manifest and manifest[name].text:
                yield f"{name[0].upper()}{name[1:]}: {manifest[name].text.strip()}\n"
        for path in texts_of(folder_of(component)):
            yield "\n" + path.read_text(encoding="utf-8-sig").replace("\r\n", "\n").strip() + "\n"
        yield "\n" + "-" * 80 + "\n\n"


def main(source, output, notices_file, version):
    bom = json.loads(Path(source).read_text(encoding="utf-8-sig"))
    complete(bom, version)
    Path(output).write_text(json.dumps(bom, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    licences = Path("eng/release/licences")
    with Path(notices_file).open("w", encoding="utf-8") as file:
        file.write("Parhelion contains these works of others, each under its own licence. The texts of the\n")
        file.write("licences that several of them share are at the end; Apache-2.0 is in LICENSE.txt.\n\n" + "-" * 80 + "\n\n")
        file.writelines(notices(bom))
        for path in sorted(licences.iterdir()):
            file.write(f"The licence {path.stem}\n\n{path.read_text(encoding='utf-8').strip()}\n\n" + "-" * 80 + "\n\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
