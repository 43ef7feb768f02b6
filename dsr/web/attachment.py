"""Files on their way out of the house: kept, never run in a page of ours. Invariant: whatever it holds, it is an attachment in a sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from urllib.parse import quote

from flask import Response, request
from werkzeug.http import dump_options_header

_POLICY = "default-src 'none'; sandbox"


def headers(name: str, media_type: str, size: int) -> dict[str, str]:
    """A file to keep, never a page to run here."""
    plain = name.replace("/", "-")
    shown = plain.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return {
        "Content-Type": media_type, "Content-Length": str(size), "Content-Security-Policy": _POLICY,
        "Content-Disposition": dump_options_header("attachment", {"filename": shown, "filename*": f"UTF-8''{quote(plain, safe='')}"}),
    }


def streamed(frames: Iterator[bytes], of: dict[str, str]) -> Response:
    """The bytes with their headers. A file that cannot be opened is an error page, not half a file."""
    if request.method == "HEAD":
        return Response(headers=of)
    start = next(frames, b"")
    return Response(chain((start,), frames), headers=of)
