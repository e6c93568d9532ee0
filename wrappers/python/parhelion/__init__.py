"""Runs the Parhelion server, whose program is in this package."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Server", "main", "server_path", "start"]


@dataclass(frozen=True)
class Server:
    """A server that was started for tests."""

    url: str
    """Base URL of the API, on a free port of 127.0.0.1."""
    app_id: str
    """Id of an app that is ready to use. None if the settings have an account key."""
    key_id: str
    """Id of the key of the app: the user of Basic authentication."""
    secret: str
    """Secret of the key of the app: the password of Basic authentication."""
    account_key_id: str
    """Id of the account key, which may do everything."""
    account_secret: str
    """Secret of the account key."""
    data_directory: str
    """The temporary folder of the data, which the server deletes at its end."""
    process_id: int
    """Id of the server process."""


def server_path() -> str:
    """Returns the path of the server program."""
    name = "parhelion-server.exe" if sys.platform == "win32" else "parhelion-server"
    return str(Path(__file__).parent / "bin" / name)


@contextlib.contextmanager
def start(settings: dict[str, object] | None = None) -> Iterator[Server]:
    """Starts a server with a temporary folder, and stops it at the end of the with statement.

    The names of settings are those of the server, such as "Limits:UploadBytes". Raises
    RuntimeError if the server cannot start; its log on stderr says why.
    """
    words = [f"--Parhelion:{name}={value}" for name, value in (settings or {}).items()]
    command = [server_path(), "serve", "--ephemeral", "--json", *words]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"The server ended with {process.wait()} before it listened.")
        try:
            found = json.loads(line)
            yield Server(
                found["url"],
                found.get("appId"),
                found.get("keyId"),
                found.get("secret"),
                found.get("accountKeyId"),
                found.get("accountSecret"),
                found["dataDirectory"],
                found["processId"],
            )
        finally:
            process.terminate()


def main() -> None:
    """Becomes the server, with the arguments of this process."""
    command = [server_path(), *sys.argv[1:]]
    # Windows cannot replace a process.
    if sys.platform == "win32":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)
