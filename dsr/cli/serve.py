"""`dsr serve`: the web application in gunicorn, loaded once before its processes are forked.

Invariant: no access log is written, because addresses of pages hold the tokens of letters.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import config
from dsr import migrations
from dsr.domain.errors import Misconfigured

USAGE = 2


def run(argv: list[str]) -> int:
    """Serve until told to stop. Status 2 if the settings or source files are not right."""
    parser = argparse.ArgumentParser(prog="dsr serve", description="The web server.")
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="ADDRESS", help="host:port, unix:PATH or fd://N (default: 127.0.0.1:8000)")
    parser.add_argument("--processes", type=int, default=2, help="default: 2")
    parser.add_argument("--threads", type=int, default=4, help="of each process (default: 4)")
    parser.add_argument("--ready", type=Path, metavar="FILE", help="a file to write the process id into once the door is open")
    options = parser.parse_args(argv)
    try:
        settings = config.load(os.environ)
        _serve(options, settings.database_url.get_secret_value())
    except (config.ConfigError, Misconfigured) as error:
        print(str(error), file=sys.stderr)
        return USAGE
    except SystemExit as ended:  # gunicorn leaves this way
        return ended.code if isinstance(ended.code, int) else 1
    return 0


def _serve(options: argparse.Namespace, database_url: str) -> None:
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # only where it serves

    from wsgi import app  # before gunicorn starts: what is wrong with settings or source files is said as a sentence

    migrations.must_be_ready(database_url)

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in _settings(options).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return app

    Server().run()


def _settings(options: argparse.Namespace) -> dict[str, Any]:
    given: dict[str, Any] = {
        "bind": [options.bind], "workers": options.processes, "threads": options.threads, "worker_class": "gthread", "preload_app": True,
        "accesslog": None, "errorlog": "-", "loglevel": "warning", "proc_name": "dsr", "timeout": 60, "graceful_timeout": 10,
        "control_socket_disable": True,
    }
    if Path("/dev/shm").is_dir():  # noqa: S108  # gunicorn's heartbeat file; on a slow disk it blocks the process
        given["worker_tmp_dir"] = "/dev/shm"  # noqa: S108
    if options.ready is not None:
        given["when_ready"] = lambda _server: _announce(options.ready)
    return given


def _announce(path: Path) -> None:
    draft = path.with_suffix(".part")
    draft.write_text(str(os.getpid()), encoding="utf-8")
    os.replace(draft, path)
