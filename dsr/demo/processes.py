"""Child processes of the demo. Invariant: exactly those that were started are stopped, by their ids, with everything below them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


class DemoFailed(Exception):
    """The demo cannot go on; the message is for the person at the terminal."""


class Process:
    """One child in a process group of its own; what it says goes into `log`."""

    def __init__(self, name: str, command: Sequence[str], *, log: Path, environ: Mapping[str, str] | None = None,
                 pass_fds: tuple[int, ...] = ()) -> None:
        self.name, self.log = name, log
        with log.open("ab") as said:
            self._child = subprocess.Popen(list(command), stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environ,  # noqa: S603
                                           pass_fds=pass_fds, start_new_session=True)

    @property
    def pid(self) -> int:
        return self._child.pid

    def check(self) -> None:
        """Raises DemoFailed if it has ended."""
        status = self._child.poll()
        if status is not None:
            raise DemoFailed(f"{self.name} ended with status {status}; it said:\n{self.tail()}")

    def tail(self, lines: int = 15) -> str:
        with suppress(OSError):
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
        return ""

    def wait_for(self, path: Path, seconds: float) -> str:
        """The content of a file that it writes when it is ready."""
        until = time.monotonic() + seconds
        while not path.exists():
            self.check()
            if time.monotonic() > until:
                raise DemoFailed(f"{self.name} is not ready after {seconds:.0f} s; it said:\n{self.tail()}")
            time.sleep(0.03)
        return path.read_text(encoding="utf-8")

    def stop(self, grace_s: float = 8.0, *, is_asked: bool = True) -> None:
        """Ask, wait, and only then kill; the whole group. Not asked, it is killed at once."""
        if is_asked and self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(grace_s)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._child.wait()


def run(name: str, command: Sequence[str], environ: Mapping[str, str], *, input_text: str = "") -> str:
    """A short child to its end. Raises DemoFailed with what it said."""
    done = subprocess.run(list(command), env=environ, input=input_text, capture_output=True, text=True, check=False, timeout=120)  # noqa: S603
    if done.returncode:
        raise DemoFailed(f"{name} ended with status {done.returncode}; it said:\n{done.stdout}{done.stderr}")
    return done.stdout


def below(pid: int, *, is_deep: bool = True) -> list[int]:
    """Ids of the processes below one, where the system tells; its own children only, or theirs too."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            direct = [int(child) for child in path.read_text(encoding="ascii").split()]
        except OSError:
            continue
        for child in direct:
            found += [child, *(below(child) if is_deep else [])]
    return found
