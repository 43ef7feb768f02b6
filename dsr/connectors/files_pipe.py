"""What DuckDB cannot read well by itself comes to it through a named pipe: packed files, whose checksum it does not compare, and
files that are not in UTF-8.

Invariant: nothing is written to disk, and whoever has read to the end knows that all of it was whole.
"""

from __future__ import annotations

import codecs
import gzip
import os
import select
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

from dsr.connectors.faults import Place
from dsr.connectors.files_errors import from_system
from dsr.connectors.files_found import File
from dsr.domain.errors import SourceError

BLOCK = 1 << 20
PATIENCE_S = 0.2


def pieces(file: File, encoding: str | None) -> Generator[bytes, None, None]:
    """The unpacked file in UTF-8. Where an encoding is named, a byte that does not fit it becomes U+FFFD."""
    decode = codecs.getincrementaldecoder(encoding)(errors="replace").decode if encoding else None
    with gzip.open(file.path) if file.packing == "gz" else file.path.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield decode(block).encode() if decode else block
        if decode:
            yield decode(b"", True).encode()


def first_line(file: File, encoding: str | None, place: Place) -> bytes | None:
    """Without its end; None for a file without any byte. Raises SourceError."""
    line = b""
    with _told(file, place), closing(pieces(file, encoding)) as parts:
        for piece in parts:
            line += piece
            if b"\n" in line or len(line) > BLOCK:
                break
    return line.split(b"\n", 1)[0].removesuffix(b"\r") if line else None


@contextmanager
def _told(file: File, place: Place) -> Iterator[None]:
    """What is wrong with a packed file, as an error of ours."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise place.unavailable(f"{file.shown} is cut off or damaged, or still being written") from None
    except OSError as error:
        raise from_system(error, place) from None


@contextmanager
def poured(file: File, encoding: str | None, folder: Path, place: Place) -> Iterator[Path]:
    """A pipe that gives the file once. Raises SourceError at the end if the file was not whole."""
    pour = _Pour(file, encoding, folder / uuid4().hex, place)
    try:
        yield pour.pipe
    except Exception:
        pour.stop()
        if pour.fault is not None:  # what was read then was cut off; the cause says more than what came of it
            raise pour.fault from None
        raise
    finally:
        pour.stop()
    if pour.fault is not None:
        raise pour.fault


class _Enough(Exception):
    """The reader has what it wants."""


class _Pour:
    """A thread that writes to the pipe for as long as somebody reads."""

    def __init__(self, file: File, encoding: str | None, pipe: Path, place: Place) -> None:
        self.pipe = pipe
        self.fault: SourceError | None = None
        self._file, self._encoding, self._place = file, encoding, place
        self._is_open, self._is_over = Event(), Event()
        os.mkfifo(pipe, 0o600)
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, wherever it is: one that waits for a reader gets one that goes again."""
        if self._is_over.is_set():
            return
        self._is_over.set()
        reader = os.open(self.pipe, os.O_RDONLY | os.O_NONBLOCK)
        self._is_open.wait()
        os.close(reader)
        self._thread.join()
        self.pipe.unlink()

    def _run(self) -> None:
        try:
            with self.pipe.open("wb", buffering=0) as out:  # opened first, so that a reader never waits for nobody
                self._is_open.set()
                os.set_blocking(out.fileno(), False)
                with _told(self._file, self._place), closing(pieces(self._file, self._encoding)) as parts:
                    for piece in parts:
                        self._write(out.fileno(), piece)
        except _Enough:
            pass
        except SourceError as fault:
            self.fault = fault
        finally:
            self._is_open.set()

    def _write(self, pipe: int, piece: bytes) -> None:
        left = memoryview(piece)
        while left:
            if self._is_over.is_set():  # a reader that has the pipe open and does not read keeps nobody waiting
                raise _Enough
            if select.select([], [pipe], [], PATIENCE_S)[1]:
                try:
                    left = left[os.write(pipe, left):]
                except BrokenPipeError:
                    raise _Enough from None
