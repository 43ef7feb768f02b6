"""The mail sink as a process: takes letters, keeps them, shows them."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dsr.demo.browser import Browser
from dsr.demo.processes import DemoFailed, Process
from dsr.mail.base import Letter
from dsr.mail.smtp import SmtpMailer


@dataclass
class Running:
    process: Process
    smtp_port: int
    url: str
    folder: Path


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Running]:
    process = Process("sink", [sys.executable, "-m", "dsr.demo.sink", "--folder", str(tmp_path / "mails"), "--ready", str(tmp_path / "ready.json"),
                              "--phone-secret", str(tmp_path / "phone.secret")],
                      log=tmp_path / "sink.log")
    ready = json.loads(process.wait_for(tmp_path / "ready.json", 30))
    yield Running(process, ready["smtp_port"], f"http://127.0.0.1:{ready['http_port']}", tmp_path / "mails")
    process.stop()


def letter(number: int) -> Letter:
    return Letter(f"<{number}@fjordtel.example>", "svar@fjordtel.example", "carol@nordlys.example", f"Dit svar <{number}>",
                  "Hej Søren\nhttp://x.example/answer/t0k", '<html><head></head><body><a href="http://x.example/answer/t0k">Hent</a></body></html>',
                  "da", datetime(2026, 11, 3, tzinfo=UTC))


def test_letters_are_kept_and_shown(sink: Running) -> None:
    mailer = SmtpMailer("127.0.0.1", sink.smtp_port)
    for number in (1, 2):
        mailer.send(letter(number))
    assert sorted(path.name for path in sink.folder.iterdir()) == ["0001.eml", "0002.eml"]
    browser = Browser()
    first = browser.get(sink.url + "/")
    assert "Dit svar <2>" in first.text
    assert [link for link, _ in first.links if link.startswith("/mail/")] == ["/mail/0002", "/mail/0001"]
    assert "Hej Søren" in browser.get(sink.url + "/mail/0001").text
    assert [link for link, _ in browser.get(sink.url + "/mail/0001.html").links] == ["http://x.example/answer/t0k"]
    assert json.loads(browser.get(sink.url + "/mails.json").body)[1]["message_id"] == "<2@fjordtel.example>"
    assert browser.get(sink.url + "/mail/0001.eml").body == (sink.folder / "0001.eml").read_bytes()
    for nowhere in ("/mail/0003", "/mail/../sink", "/x"):
        assert browser.get(sink.url + nowhere).status == 404


def test_a_process_that_ends_says_what_it_said(tmp_path: Path) -> None:
    process = Process("short", [sys.executable, "-c", "import sys; sys.exit('no such thing')"], log=tmp_path / "short.log")
    with pytest.raises(DemoFailed, match="no such thing"):
        process.wait_for(tmp_path / "never", 30)
    process.stop()


def test_stopping_takes_what_is_below_along(tmp_path: Path) -> None:
    code = ("import os, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "path = sys.argv[1] + ('.parent' if os.fork() else '.child')\n"
            "open(path + '.part', 'w').write(str(os.getpid())); os.replace(path + '.part', path); time.sleep(300)")
    process = Process("stubborn", [sys.executable, "-c", code, str(tmp_path / "pid")], log=tmp_path / "log")
    pids = [int(process.wait_for(tmp_path / f"pid.{name}", 30)) for name in ("parent", "child")]
    process.stop(grace_s=0.2)
    until = time.monotonic() + 10  # the signal is out when `stop` returns; the kernel may still be ending the child
    while running := [pid for pid in pids if _runs(pid)]:
        assert time.monotonic() < until, running
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    """Whether the process is there and no zombie, which only waits for a parent to ask."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
