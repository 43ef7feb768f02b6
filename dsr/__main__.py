"""The `dsr` command. A table of names, each loaded on use, so that a command imports only what it needs."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

COMMANDS = {
    "demo": ("dsr.cli.demo", "one request from the web form to the delivered PDF, on this machine"),
    "serve": ("dsr.cli.serve", "the web server"),
    "worker": ("dsr.cli.worker", "worker processes"),
    "db": ("dsr.cli.db", "upgrade the database"),
    "staff": ("dsr.cli.staff", "add members of staff"),
    "companies": ("dsr.cli.companies", "import customer companies"),
    "sources": ("dsr.cli.sources", "draft, check and publish source files"),
    "access": ("dsr.cli.access", "the answer to an access request, without web or queue"),
    "deadline": ("dsr.cli.deadline", "the legal dates of a request"),
    "audit": ("dsr.cli.audit", "verify the evidence chain"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit status is ours (2: usage or configuration)."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in {"-h", "--help"}:
        print("usage: dsr COMMAND [options]\n\n" + "\n".join(f"  {name:9} {what}" for name, (_, what) in COMMANDS.items()))  # noqa: T201
        return 0 if words else 2
    if words[0] not in COMMANDS:
        print(f"dsr: there is no command '{words[0]}'. 'dsr --help' lists them.", file=sys.stderr)  # noqa: T201
        return 2
    gc.set_threshold(100_000, 50, 50)  # rows are many small containers without cycles: walking them all the time is a fifth of an answer's cost
    gc.disable()  # nothing that is imported becomes garbage: looking for some among it costs as much as a small answer
    run = import_module(COMMANDS[words[0]][0]).run
    gc.freeze()
    gc.enable()
    return int(run(words[1:]))


if __name__ == "__main__":
    sys.exit(main())
