"""Files in a store that speaks S3: listed, fetched one after the other, read as if they had always been here, and removed.

Invariant: at most one object is on this machine at a time, and it is the one that was listed; any other version of it is an error.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from dsr.connectors.faults import Place
from dsr.connectors.files_found import File, Location, file_at, is_hidden, shown
from dsr.connectors.limits import size, timeout_s
from dsr.domain.errors import SourceError

if TYPE_CHECKING:
    from obstore.store import S3Store

SCHEME = "s3://"
_STATUS = re.compile(r"status code: (\d{3})")
_KINDS = {"301": "Elsewhere", "307": "Elsewhere", "401": "PermissionDeniedError", "403": "PermissionDeniedError", "404": "FileNotFoundError",
          "412": "PreconditionError"}
_NO_PATTERN = re.compile(r"\*\*[^/]|[^/]\*\*")


@dataclass(frozen=True, slots=True)
class _Listed:
    """An object as it was when its bucket was listed."""

    key: str
    path: PurePosixPath
    size: int
    tag: str | None


class Remote:
    """The objects below one prefix; `folder` is where they come to."""

    def __init__(self, config: Mapping[str, object], place: Place) -> None:
        self._store, self._place, self._most = open_store(config, place), place, size(config, "object_limit", "10GB", place)
        self.folder = Path(tempfile.mkdtemp(prefix="dsr-s3-")).resolve()

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def probe(self) -> None:
        """Ask for the first names. Raises SourceError."""
        with spoken_plainly(self._place):
            next(iter(self._store.list(chunk_size=1)), None)

    def files(self, where: Location, may_hold: Callable[[PurePosixPath], bool], place: Place) -> Generator[File, None, None]:
        """Each file that the pattern matches and that may hold a row asked for, here until the next is asked for. Raises SourceError."""
        found = self._listed(where, place)
        if not found:
            raise place.misconfigured(f"no file matches '{where.pattern}'")
        for number, one in enumerate(found, 1):
            if may_hold(one.path):
                with self._fetched(one, where, shown(number, len(found), where), place) as file:
                    yield file

    def _listed(self, where: Location, place: Place) -> list[_Listed]:
        pattern = PurePosixPath(where.glob).parts
        if _NO_PATTERN.search(where.glob):
            raise place.misconfigured(f"'{where.pattern}' is no pattern of paths")
        fixed = [part for part in pattern[:-1] if not set(part) & set("*?[")]
        prefix = "/".join(fixed) if list(pattern[:len(fixed)]) == fixed else None
        with spoken_plainly(place):
            listed = [_Listed(one["path"], PurePosixPath(one["path"]), one["size"], one["e_tag"])
                      for some in self._store.list(prefix) for one in some]
        return sorted((one for one in listed if matches(one.path.parts, pattern) and not is_hidden(one.path, where.pattern)),
                      key=lambda one: one.path)

    @contextmanager
    def _fetched(self, one: _Listed, where: Location, name: str, place: Place) -> Iterator[File]:
        """The object in a folder of its own, under its own path: folders may be columns."""
        if one.size > self._most:
            raise place.misconfigured(f"{name} is larger than object_limit")
        if one.size > shutil.disk_usage(self.folder).free:
            raise place.unavailable(f"there is no room for {name} on this machine")
        root = self.folder / uuid4().hex
        path = root.joinpath(*one.path.parts)
        if ".." in one.path.parts or not path.is_relative_to(root):
            raise place.misconfigured(f"{name} has a name that leads out of its folder")
        try:
            path.parent.mkdir(parents=True)
            self._fetch(one, path, name, place)
            yield file_at(path, root, where, name, place)
        finally:
            shutil.rmtree(root, ignore_errors=True)

    def _fetch(self, one: _Listed, path: Path, name: str, place: Place) -> None:
        got = 0
        with path.open("xb") as out, spoken_plainly(place, name):
            for piece in self._store.get(one.key, options={"if_match": one.tag} if one.tag else {}):
                got += out.write(piece)
                if got > one.size:
                    break
        if got != one.size:
            raise place.unavailable(f"{name} changed while it was read")


def matches(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """As Path.glob: `**` is any number of folders, other signs stay within one part."""
    if not pattern:
        return not path
    if pattern[0] == "**":
        return len(pattern) > 1 and any(matches(path[start:], pattern[1:]) for start in range(len(path)))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and matches(path[1:], pattern[1:])


@contextmanager
def spoken_plainly(place: Place, name: str | None = None) -> Iterator[None]:
    """What the store says, of an object or (without a name) of the bucket, as an error of ours. No word of its own goes on."""
    try:
        yield
    except Exception as error:
        if not type(error).__module__.startswith("obstore") and not isinstance(error, FileNotFoundError):  # its classes are loaded where it is used
            raise
        raise _translated(error, name, place) from None


def trouble(error: Exception) -> str:
    """The name of what went wrong. What the store wrote is read for its kind only, never passed on."""
    status = _STATUS.search(str(error))
    return _KINDS.get(status[1], "") if status else type(error).__name__


def _translated(error: Exception, name: str | None, place: Place) -> SourceError:
    match kind := trouble(error):
        case "PreconditionError" | "FileNotFoundError" if name is not None:
            return place.unavailable(f"{name} {'changed while it was read' if kind == 'PreconditionError' else 'is not there any more'}")
        case "FileNotFoundError":
            return place.misconfigured("there is no such bucket")
        case "PermissionDeniedError":
            return place.refused("the store does not let this account read")
        case "Elsewhere":
            return place.misconfigured("the bucket is in another region, or at another endpoint")
        case "InvalidPathError":
            return place.misconfigured("the store holds an object whose name is no path")
        case _:
            return place.unavailable(f"the store cannot be reached, or broke off ({type(error).__name__})")


def open_store(config: Mapping[str, object], place: Place) -> S3Store:
    """The store and prefix that `root` names. Raises SourceMisconfigured."""
    bucket, _, prefix = str(config.get("root") or config.get("path")).removeprefix(SCHEME).partition("/")
    if not bucket:
        raise place.misconfigured("root names no bucket; s3://bucket/folder is one")
    endpoint = _endpoint(config, place)
    keys = {name: str(config.get(name) or "") for name in ("access_key_id", "secret_access_key", "session_token")}
    if not keys["access_key_id"] or not keys["secret_access_key"]:
        raise place.misconfigured("config has no access_key_id and secret_access_key")
    try:
        from obstore.store import S3Store  # an extra, and its threads do not survive a fork: loaded where objects are read
    except ModuleNotFoundError:
        raise place.misconfigured("s3:// needs the library 'obstore'; install the extra s3") from None
    seconds = timedelta(seconds=timeout_s(config, place))
    settings: Any = {
        "region": str(config.get("region") or "us-east-1"), "virtual_hosted_style_request": str(config.get("path_style", True)).lower() == "false",
        **{name: value for name, value in keys.items() if value}, **({"endpoint": endpoint} if endpoint else {})}
    client: Any = {"allow_http": bool(endpoint and endpoint.startswith("http://")), "read_timeout": seconds, "timeout": timedelta(hours=6),
                   "connect_timeout": min(seconds, timedelta(seconds=10))}
    with spoken_plainly(place):
        return S3Store(bucket, prefix=prefix.strip("/") or None, config=settings, client_options=client,
                       retry_config={"max_retries": 2, "retry_timeout": seconds})


def _endpoint(config: Mapping[str, object], place: Place) -> str | None:
    """Where the store is; None for Amazon's own. Unencrypted only on this machine, or where the config says so in words."""
    given = config.get("endpoint")
    if given is None:
        return None
    try:
        parts = urlsplit(str(given))
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("https", "http") or parts.username:
        raise place.misconfigured("endpoint is no address; https://s3.example.dk is one")
    if parts.scheme == "http" and not _is_loopback(host) and str(config.get("allow_http", False)).lower() != "true":
        raise place.misconfigured("endpoint is not encrypted; use https://, or say allow_http: true")
    return str(given)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
