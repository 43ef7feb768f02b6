"""`dsr demo`: one request from the web form to the delivered PDF, on this machine, with nothing installed beside this package."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path
from types import FrameType

from dsr.demo.run import main


def run(argv: list[str]) -> int:
    """Exit status 0 only if the answer is there, complete, and its letters were sent."""
    parser = argparse.ArgumentParser(prog="dsr demo", description="One request from the web form to the delivered PDF, on this machine.")
    parser.add_argument("--once", action="store_true", help="stop after the PDF")
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the files of the answer (default: a temporary one)")
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help="port of the web; 0: any that is free (default: 8000)")
    parser.add_argument("--records", type=_records, default=240, metavar="N", help="call records of the sample person (default: 240)")
    options = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, _as_interrupt)
    return main(once=options.once, out=options.out, port=options.port, records=options.records)


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _records(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number of records, at least 1")
    return int(text)
