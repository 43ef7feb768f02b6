"""Uploaded files on their way to the store.

A form is read before anything knows what is in it, so what is larger than one frame goes to a temporary file: sealed frame by frame with a key
that lives as long as this object, in a file without a name. Invariant: no byte of an upload lies on disk in plain, nor outlives its HTTP request.
"""

from __future__ import annotations

import io
import tempfile
from typing import IO, Any

from flask import Request

from dsr.vault import Handle, ephemeral_key

FRAME = 1 << 16
_SEALED = FRAME + 28  # nonce and tag of AES-GCM


class Spool(io.RawIOBase):
    """Written once from its beginning, then read anywhere."""

    def __init__(self) -> None:
        self._key: Handle = ephemeral_key()
        self._file: IO[bytes] | None = None
        self._frames, self._tail, self._at = 0, bytearray(), 0
        self._open = -1, b""  # the frame that was read last

    @property
    def size(self) -> int:
        return self._frames * FRAME + len(self._tail)

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._tail += data
        whole = len(self._tail) - len(self._tail) % FRAME
        for start in range(0, whole, FRAME):
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed with this object
            self._file.write(self._key.seal(bytes(self._tail[start:start + FRAME]), f"spool:{self._frames}"))
            self._frames += 1
        del self._tail[:whole]
        self._at = self.size
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        """As much as is asked for, unless the end comes first: what reads archives counts on it."""
        left = max(0, self.size - self._at) if size is None or size < 0 else size
        found = bytearray()
        while left and (part := self._frame(self._at // FRAME)[self._at % FRAME:][:left]):
            found += part
            self._at += len(part)
            left -= len(part)
        return bytes(found)

    def readinto(self, buffer: Any, /) -> int:
        part = self.read(len(buffer))
        buffer[:len(part)] = part
        return len(part)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()

    def _frame(self, number: int) -> bytes:
        if number >= self._frames:
            return bytes(self._tail) if number == self._frames else b""
        if self._open[0] != number and self._file is not None:
            self._file.seek(number * _SEALED)
            self._open = number, self._key.open(self._file.read(_SEALED), f"spool:{number}")
        return self._open[1]


class SealingRequest(Request):
    """An HTTP request whose files are spooled so."""

    def _get_file_stream(self, total_content_length: int | None, content_type: str | None, filename: str | None = None,  # noqa: ARG002
                         content_length: int | None = None) -> IO[bytes]:  # noqa: ARG002
        return Spool()  # type: ignore[return-value]  # it is read and written like one
