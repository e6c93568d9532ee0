"""A Parhelion server for the tests: started once, gone with them."""

import json
import os
import shlex
import subprocess

import pytest

# dotnet tool install --global Parhelion.Server
SERVER = os.environ.get("PARHELION_SERVER", "parhelion-server")


@pytest.fixture(scope="session")
def parhelion():
    command = [*shlex.split(SERVER), "serve", "--ephemeral", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        yield json.loads(server.stdout.readline())
        server.terminate()
