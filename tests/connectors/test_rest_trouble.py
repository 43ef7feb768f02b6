"""Whatever an interface does wrong is one of three errors, within the time allowed, without a value in it, and never fewer rows."""

from __future__ import annotations

import gzip
import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Thread

import pytest

from dsr.connectors import rest_wire
from dsr.domain.errors import SourceError, SourceMisconfigured, SourceRefused, SourceUnavailable
from tests.connectors.rest_scene import CARD, Scene, is_silent, rows, scene
from tests.servers.http import Reply, certificate

HTML = Reply(b"<html>Carol Secret, sign in</html>", headers={"Content-Type": "text/html; charset=utf-8"})
WHOLE = b'{"rows": [{"id": 1, "name": "Carol Secret", "email": "carol@secret.example"}]}'


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest_wire, "FIRST_WAIT_S", 0.01)


@pytest.fixture
def crm() -> Iterator[Scene]:
    with scene() as made:
        yield made


# what the source answers, every time; what comes of it; how often it was asked
TROUBLE: dict[str, tuple[Reply, type[SourceError], str, int]] = {
    "an error of its own": (Reply(b"Carol Secret", status=500), SourceUnavailable, "its error 500", 4),
    "out of service": (Reply(status=503), SourceUnavailable, "its error 503", 4),
    "too many requests": (Reply(status=429), SourceUnavailable, "429", 4),
    "too many, for an hour": (Reply(status=429, headers={"Retry-After": "3600"}), SourceUnavailable, "429", 1),
    "too many, for an odd time": (Reply(status=429, headers={"Retry-After": "soon, Carol Secret"}), SourceUnavailable, "429", 4),
    "HTML": (HTML, SourceMisconfigured, "HTML", 1),
    "XML": (Reply(b"<a/>", headers={"Content-Type": "application/xml"}), SourceMisconfigured, "something else", 1),
    "nothing": (Reply(b""), SourceUnavailable, "no whole JSON", 4),
    "half a page": (Reply(WHOLE[:40], length=len(WHOLE)), SourceUnavailable, "no whole HTTP", 4),
    "credentials not taken": (Reply(status=401), SourceRefused, "401", 1),
    "not allowed": (Reply(status=403), SourceRefused, "403", 1),
    "not there": (Reply(status=404), SourceMisconfigured, "absent", 1),
    "not understood": (Reply(b'{"error": "no such user: Carol Secret"}', status=400), SourceMisconfigured, "400", 1),
    "accepted for later": (Reply(status=202), SourceMisconfigured, "202", 1),
    "a part": (Reply(WHOLE, status=206), SourceMisconfigured, "206", 1),
    "no UTF-8": (Reply(WHOLE.replace(b"Carol", b"\xff\xfe")), SourceMisconfigured, "no UTF-8", 1),
    "nested without end": (Reply(b"[" * 200_000), SourceMisconfigured, "nested", 1),
    "a value nested deeply": (Reply(WHOLE.replace(b"1,", b"[" * 100 + b"]" * 100 + b",")), SourceMisconfigured, "nested too deeply", 1),
    "a number out of reach": (Reply(WHOLE.replace(b"1,", b"1e999999999,")), SourceMisconfigured, "number", 1),
    "a number beyond all exponents": (Reply(WHOLE.replace(b"1,", b"1e99999999999999999999999,")), SourceMisconfigured, "number", 1),
    "no number": (Reply(WHOLE.replace(b"1,", b"NaN,")), SourceMisconfigured, "number", 1),
    "packed otherwise": (Reply(WHOLE, headers={"Content-Encoding": "br"}), SourceMisconfigured, "packed", 1),
    "packed badly": (Reply(WHOLE, headers={"Content-Encoding": "gzip"}), SourceUnavailable, "packed", 4),
    "no rows where they should be": (Reply(b'{"row": [], "secret": 1}'), SourceMisconfigured, "did you mean 'row'", 1),
    "rows that are none": (Reply(b'{"rows": ["Carol Secret"]}'), SourceMisconfigured, "something else than objects", 1),
    "more pages than the mapping knows": (Reply(WHOLE, headers={"Link": '</rows?c=2>; rel="next"'}), SourceMisconfigured, "no paging", 1),
    "more pages of Graph": (Reply(WHOLE[:-1] + b', "@odata.nextLink": "/x"}'), SourceMisconfigured, "no paging", 1),
    "moved to another host": (Reply(status=302, headers={"Location": "https://evil.example/?q=secret"}), SourceRefused, "another host", 1),
    "moved to another port": (Reply(status=302, headers={"Location": "http://127.0.0.1:1/"}), SourceRefused, "another host", 1),
    "moved inside the network": (Reply(status=307, headers={"Location": "http://169.254.169.254/latest"}), SourceRefused, "another host", 1),
    "moved to a file": (Reply(status=302, headers={"Location": "file:///etc/passwd"}), SourceRefused, "another host", 1),
    "moved to nowhere": (Reply(status=302, headers={"Location": "http://[::"}), SourceUnavailable, "no whole HTTP", 4),
    "moved in a circle": (Reply(status=302, headers={"Location": "/rows"}), SourceMisconfigured, "circle", 6),
}


@pytest.mark.parametrize("name", TROUBLE)
def test_trouble_is_one_of_three_errors(crm: Scene, name: str) -> None:
    reply, error, match, times = TROUBLE[name]
    crm.answers(reply)
    crm.fails(error, match)
    assert len(crm.asked) == times


def test_half_a_page_of_no_stated_length_is_noticed(crm: Scene) -> None:
    crm.answers(lambda _: Reply(iter([WHOLE[:40]])))
    crm.fails(SourceUnavailable, "no whole JSON")
    assert len(crm.asked) == 4


def test_what_goes_better_the_second_time_is_no_error(crm: Scene) -> None:
    replies = iter([Reply(status=500), Reply(WHOLE[:30], length=400), Reply(status=429, headers={"Retry-After": "0"}), rows(CARD)])
    crm.answers(lambda _: next(replies))
    assert crm.collect() == [(1,)]


def test_a_short_wait_is_waited_for(crm: Scene) -> None:
    replies = iter([Reply(status=429, headers={"Retry-After": "1"}), rows(CARD)])
    crm.answers(lambda _: next(replies))
    before = time.monotonic()
    assert crm.collect() == [(1,)]
    assert time.monotonic() - before >= 1


@pytest.mark.parametrize("given", ["3600", "an hour from the source's own time"])
def test_a_long_wait_is_told(crm: Scene, given: str) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    crm.answers(Reply(status=503, headers={"Retry-After": given if given.isdigit() else until}))
    error = crm.fails(SourceUnavailable, "503")
    wait = error.facts["retry_after"]
    assert isinstance(wait, float)
    assert 3590 <= wait <= 3610


def test_a_redirect_within_the_host_is_followed(crm: Scene) -> None:
    crm.answers(lambda asked: rows(CARD) if asked.path == "/new" else Reply(status=301, headers={"Location": "/new?email=x"}))
    assert crm.collect(config={"auth": {"kind": "bearer", "token": "t"}}) == [(1,)]
    assert [asked.headers.get("Authorization") for asked in crm.asked] == ["Bearer t", "Bearer t"]


@pytest.mark.parametrize("lead", [
    lambda url: Reply(status=308, headers={"Location": url}),
    lambda url: Reply(WHOLE, headers={"Link": f'<{url}/rows>; rel="next"'}),
], ids=["redirect", "link"])
def test_nothing_is_sent_to_another_host(crm: Scene, lead: Callable[[str], Reply]) -> None:
    with scene() as other:
        crm.answers(lead(other.server.url))
        crm.fails(SourceRefused, "another host", rest={"paging": {"kind": "link"}}, config={"auth": {"kind": "bearer", "token": "t"}})
        assert other.asked == []


def test_a_link_does_not_say_who_we_are(crm: Scene) -> None:
    """A user in an address would take the place of our credentials."""
    crm.answers(Reply(WHOLE, headers={"Link": f'<{crm.server.url.replace("//", "//u:p@")}/rows?p=2>; rel="next"'}))
    crm.fails(SourceRefused, "another host", rest={"paging": {"kind": "link"}})
    assert len(crm.asked) == 1


@pytest.mark.parametrize(("paging", "more"), [
    ({"kind": "cursor", "next": "cursor", "param": "cursor"}, {"cursor": "same"}),
    ({"kind": "link", "next": "next"}, {"next": "/rows?page=2"}),
    ({"kind": "page"}, {}), ({"kind": "offset", "size": 1, "size_param": "limit"}, {}),
], ids=["cursor", "link", "page", "offset"])
def test_the_same_page_again_is_noticed(crm: Scene, paging: dict[str, object], more: dict[str, object]) -> None:
    crm.answers(rows(CARD, **more))
    crm.fails(SourceMisconfigured, "same page", rest={"paging": paging})
    assert len(crm.asked) <= 3


def test_pages_without_end_stop_at_max_pages(crm: Scene) -> None:
    crm.answers(lambda _: rows(CARD, cursor=str(len(crm.asked))))
    crm.fails(SourceMisconfigured, "max_pages", rest={"paging": {"kind": "cursor", "next": "cursor", "param": "c"}}, config={"max_pages": 7})
    assert len(crm.asked) == 7


@pytest.mark.parametrize("last", [rows(total=3), Reply(b"", status=204)], ids=["an empty page", "nothing"])
def test_a_source_that_counts_more_than_it_gives_is_not_believed(crm: Scene, last: Reply) -> None:
    crm.answers(lambda asked: rows(CARD, total=3) if asked.get("offset") == "0" else last)
    crm.fails(SourceUnavailable, "fewer rows", rest={"paging": {"kind": "offset", "total": "total"}})
    assert len(crm.asked) == 2


def test_a_gigabyte_is_not_read(crm: Scene) -> None:
    sent = []

    def endless() -> Iterator[bytes]:
        for _ in range(1024):
            sent.append(1)
            yield b" " * (1 << 20)

    crm.answers(lambda _: Reply(endless()))
    crm.fails(SourceMisconfigured, "max_bytes", config={"max_bytes": 8 << 20})
    assert len(sent) < 64


def test_a_packed_gigabyte_is_not_unpacked(crm: Scene) -> None:
    crm.answers(Reply(gzip.compress(b" " * (64 << 20), 9), headers={"Content-Encoding": "gzip"}))
    crm.fails(SourceMisconfigured, "max_bytes", config={"max_bytes": 1 << 20})
    assert len(crm.asked) == 1


def test_a_byte_now_and_then_does_not_keep_us_waiting(crm: Scene) -> None:
    def slowly() -> Iterator[bytes]:
        for _ in range(200):
            time.sleep(0.05)
            yield b" "

    crm.answers(lambda _: Reply(slowly()))
    before = time.monotonic()
    crm.fails(SourceUnavailable, "in time", config={"timeout_s": 0.5})
    assert time.monotonic() - before < 3


def test_a_silence_is_waited_for_no_longer_than_all_of_it_may_take(crm: Scene) -> None:
    def in_the_end_nothing() -> Iterator[bytes]:
        for _ in range(17):
            time.sleep(0.1)
            yield b" "
        time.sleep(3)
        yield WHOLE

    crm.answers(lambda _: Reply(in_the_end_nothing()))
    before = time.monotonic()
    crm.fails(SourceUnavailable, "in time", config={"timeout_s": 2})
    assert time.monotonic() - before < 3


def test_a_head_that_never_ends_does_not_keep_us_waiting(crm: Scene) -> None:
    """Each byte of it comes soon enough for a limit on single readings."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=_drip, args=(listening,), daemon=True)
        thread.start()
        before = time.monotonic()
        crm.fails(SourceUnavailable, "in time", config={"timeout_s": 0.5, "base_url": f"http://127.0.0.1:{listening.getsockname()[1]}"})
        assert time.monotonic() - before < 3
        thread.join(10)


def _drip(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection, suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(100):
            time.sleep(0.05)
            connection.sendall(b"x")


def test_a_source_that_is_down_is_unavailable(crm: Scene) -> None:
    crm.server.stop()
    crm.fails(SourceUnavailable, "cannot be reached")
    assert crm.asked == []


def test_no_content_is_no_rows(crm: Scene) -> None:
    crm.answers(Reply(b"", status=204))
    assert crm.collect() == []


@pytest.mark.parametrize(("name", "trusted"), [("other.example", True), ("127.0.0.1", False)], ids=["of another host", "of nobody we know"])
def test_a_certificate_that_proves_nothing_is_not_accepted(tmp_path: Path, name: str, trusted: bool) -> None:
    own = certificate(tmp_path / "own.pem", name)
    known = own if trusted else certificate(tmp_path / "known.pem", name)
    with scene(own) as crm:
        crm.fails(SourceMisconfigured, "certificate", config={"verify": str(known)})
        crm.fails(SourceMisconfigured, "certificate")
        assert crm.asked == []


def test_a_certificate_of_the_authority_in_verify_is_accepted(tmp_path: Path) -> None:
    own = certificate(tmp_path / "own.pem", "127.0.0.1")
    with scene(own) as crm:
        assert crm.collect(config={"verify": str(own)}) == [(1,)]


def test_no_log_holds_what_was_asked(crm: Scene, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    replies = iter([Reply(status=500), rows(CARD)])
    crm.answers(lambda _: next(replies))
    with caplog.at_level(logging.DEBUG):
        assert crm.collect(config={"auth": {"kind": "bearer", "token": "t-secret"}}) == [(1,)]
    printed = capfd.readouterr()
    assert is_silent(caplog.text + printed.out + printed.err)
    assert any("secret" in dict(asked.query)["email"] for asked in crm.asked), "it was asked for, and could have been logged"


def test_a_row_of_somebody_else_is_never_taken(crm: Scene) -> None:
    """Whatever it was asked: an interface that does not know a parameter gives everybody."""
    crm.answers(rows({**CARD, "id": 2, "email": "dora@x.example"}, CARD, {**CARD, "id": 3, "email": "xcarol@secret.example"}))
    assert crm.collect() == [(1,)]
