"""`python -m workers [--queues now,mail,inbox,work,upkeep] [--processes N]`: the production workers. `dsr worker` is the same."""

from __future__ import annotations

import argparse
import os
import sys

import config
from dsr.domain.errors import Misconfigured
from workers import logs, supervisor

USAGE = 2


def main(argv: list[str]) -> int:
    """Exit status 0 after a stop that was asked for, 2 if the settings or source files are not right."""
    parser = argparse.ArgumentParser(prog="dsr worker", description="Worker processes: collect, write answers, send letters, sweep.")
    parser.add_argument("--queues", default=",".join(supervisor.all_queues()), help="comma-separated, in the order of who waits")
    parser.add_argument("--processes", type=int, help="default: DSR_WORKER_PROCESSES")
    options = parser.parse_args(argv)
    queues = [name.strip() for name in options.queues.split(",") if name.strip()]
    unknown = sorted(set(queues) - set(supervisor.all_queues()))
    if unknown or not queues:
        return _say(f"dsr worker: there is no queue '{', '.join(unknown)}'; known are {', '.join(supervisor.all_queues())}.")
    logs.configure()
    try:
        settings = config.load(os.environ)
        if not settings.redis_url.get_secret_value():
            return _say("dsr worker: DSR_REDIS_URL is needed: a Valkey or Redis that rings the workers.")
        return supervisor.run(queues, options.processes or settings.worker_processes)
    except (config.ConfigError, Misconfigured) as error:
        return _say(str(error))


def _say(text: str) -> int:
    sys.stderr.write(text + "\n")
    return USAGE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
