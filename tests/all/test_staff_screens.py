"""The pages about staff in a real browser: axe finds nothing, and single sign-on comes back from another site with the cookie of the desk kept.

Each page is kept as a picture below the test's temporary folder (`shots`), to be looked at. Needs the Debian package chromium.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from dsr.app import create_app
from dsr.domain.capability import StaffRole
from dsr.eid.staff import StaffParty
from dsr.kit import Kit
from tests.all.test_axe import LOOKS, address, chromium, faults  # noqa: F401  # fixtures
from tests.eid.provider import CAROL, Running
from tests.fakes import FrozenNow
from tests.services import members
from tests.web.conftest import PASSWORD, ask


def _signed_in(page: Page, own: str, email: str) -> None:
    page.goto(f"{own}/desk/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("form:has(#password) button.btn")
    page.wait_for_url("**/desk/**")


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_every_page_about_staff_is_clean(chromium: Browser, app: Flask, kit: Kit, address: str, tmp_path: Path,  # noqa: F811
                                         now: FrozenNow, width: int, scheme: Any, language: str) -> None:
    for name, role in (("olga", StaffRole.ADMIN), ("alice", StaffRole.MANAGER), ("nina", StaffRole.CLERK)):
        members.add(kit, f"{name}@fjordtel.example", role)
    reference = ask(app, kit, email="nina@fjordtel.example").reference
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, locale=language, bypass_csp=True)
    page, found, shots = context.new_page(), list[str](), tmp_path / "shots"
    shots.mkdir()

    def look(name: str, path: str = "") -> None:
        if path:
            page.goto(address + path)
        found.extend(faults(page, width))
        page.screenshot(path=shots / f"{len(list(shots.iterdir())):02d}-{name}.png", full_page=True)

    _signed_in(page, address, "nina@fjordtel.example")
    look("own-request-in-the-queue")
    look("own-request-refused", f"/desk/requests/{reference}")
    look("account", "/desk/account")
    page.click("section[aria-labelledby=second] button.btn")
    look("second-factor")
    maker = pyotp.TOTP("".join(page.inner_text(".ref.wraps").split()))
    page.fill("#code", "000000")
    page.click("form:has(#code) button.btn")
    look("second-factor-wrong")
    page.fill("#code", maker.at(kit.now()))
    page.click("form:has(#code) button.btn")
    look("recovery-codes")
    look("account-with-second-factor", "/desk/account")
    context.clear_cookies()
    now.forward(seconds=30)
    _signed_in(page, address, "nina@fjordtel.example")
    look("code-at-the-door")
    context.clear_cookies()
    _signed_in(page, address, "olga@fjordtel.example")
    look("staff", "/desk/staff")
    page.click("text=nina@fjordtel.example")
    look("member")
    context.clear_cookies()
    _signed_in(page, address, "alice@fjordtel.example")
    look("readers", f"/desk/requests/{reference}/readers")
    context.close()
    assert found == []


@contextmanager
def _served(make: Callable[[str], Flask]) -> Iterator[str]:
    """An application that knows its own address before it listens there."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = make_server("127.0.0.1", port, make(f"http://127.0.0.1:{port}"), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("scripts", [True, False])
def test_single_sign_on_comes_back_from_another_site(chromium: Browser, make_kit: Callable[..., Kit], now: FrozenNow, tmp_path: Path,  # noqa: F811
                                                     *, scripts: bool) -> None:
    running: list[Running] = []

    def make(own: str) -> Flask:
        made = Running(now, f"{own}/desk/sign-in/sso/back")
        made.provider.issuer = made.provider.issuer.replace("127.0.0.1", "localhost")  # to a browser another site than ours
        made.provider.more_claims = {"email": "nina@fjordtel.example", "groups": ["desk"]}
        running.append(made)
        told = {"issuer": made.provider.issuer, "client_id": made.provider.client_id, "client_secret": made.provider.client_secret}
        party = StaffParty(**told, label="Fjordtel login", scopes="openid email profile", claim="groups")
        return create_app(replace(make_kit(public_url=own, sso=json.dumps({**told, "roles": {"desk": "clerk"}})), sso=party))

    with _served(make) as own:
        context = chromium.new_context(viewport={"width": 360, "height": 700}, locale="en", java_script_enabled=scripts)
        page = context.new_page()
        page.goto(f"{own}/desk/sign-in")
        page.screenshot(path=tmp_path / "door.png", full_page=True)
        page.click("text=Sign in with Fjordtel login")
        page.click(f"text={CAROL}", timeout=15_000)
        page.wait_for_url("**/desk/sign-in/sso/in**", timeout=15_000)
        page.screenshot(path=tmp_path / "in.png", full_page=True)
        page.click("main form button.btn")
        page.wait_for_url("**/desk/", timeout=15_000)
        assert "Queue" in page.inner_text("h1")
        context.close()
    running[0].stop()
