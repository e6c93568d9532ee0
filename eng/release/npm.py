#!/usr/bin/env python3
"""npm.py VERSION FILE: gives a package.json its version, and the packages with the programs as optional dependencies of the same version."""

import json
import sys

version, file = sys.argv[1:]
with open(file, encoding="utf-8") as text:
    package = json.load(text)
package["version"] = version
package["optionalDependencies"] = {f"@parhelion/server-{system}": version for system in ("darwin-arm64", "linux-arm64", "linux-x64", "win32-x64")}
with open(file, "w", encoding="utf-8") as text:
    json.dump(package, text, indent=2)
    text.write("\n")
