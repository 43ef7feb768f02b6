"""How long a public page takes tells nobody whether we know a person, a company, a number or a reference (N24).

The test: each page is asked ROUNDS times for something known and as often for something unknown, in turn and in an order drawn by chance, by one
client in this process, with a real database below. The differences of the pairs go through Wilcoxon's signed-rank test, two-sided: it asks no
shape of the noise, and a stall of the machine weighs no more than its rank. A page fails if |z| > 4: by chance once in 16,000 runs of a page.

Its power: where the difference of a pair scatters by s, a shift of half of s is found in nine of ten runs; s is 0.5 ms on a machine at rest and some
ms on a busy one. So that this is no mere claim, each round asks a third time with 20 ms added to what is known, and that must be found; and the page
that opens a request is asked without its fixed time, where what it writes down for a known reference must show.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from config import Settings
from dsr.kit import Kit
from tests.fakes import FrozenNow
from tests.services.customers import a_company, a_contact
from tests.services.line_scene import NUMBER
from tests.web.answers import release
from tests.web.browser import Browser
from tests.web.conftest import FORM, letter_token
from tests.web.conftest import make_kit as make_kit
from tests.web.phones import Stage, a_stage

ROUNDS = 80
FOUND = 4.0
EVEN_MS, ADDED_S = 250, 0.020  # as it ships
KNOWN = {"email": "privacy@nordlys.example", "employer": "Nordlys A/S", "numbers": NUMBER}
UNKNOWN = {"email": "somebody@strange.example", "employer": "Strange A/S", "numbers": "+45 31 99 99 99"}
Act = Callable[[], object]


@dataclass
class Pages:
    """For each page: how it is asked for what is known, and for what is not. Each call prepares one visit and returns what is timed."""

    stage: Stage
    now: FrozenNow

    def form(self, *, is_known: bool) -> Act:
        browser = Browser(self.stage.app)
        browser.get("/")
        return lambda: browser.post("/", **{**FORM, **(KNOWN if is_known else UNKNOWN)})

    def confirm(self, *, is_known: bool) -> Act:
        self.form(is_known=is_known)()
        token, browser = letter_token(self.stage.kit, "confirm"), Browser(self.stage.app)
        browser.get(f"/confirm/{token}")
        return lambda: browser.post(f"/confirm/{token}")

    def status(self, *, is_known: bool) -> Act:
        browser = Browser(self.stage.app)
        browser.get("/status")
        return lambda: browser.post("/status", reference=self.stage.asked.reference if is_known else "DSR-0000-0000-0", code="0000-0000-0000")

    def line(self, *, is_known: bool) -> Act:
        self.stage.carol.get("/prove/line")
        return lambda: self.stage.carol.post("/prove/line", number=NUMBER if is_known else "+45 31 99 99 99", way="sms")

    def code(self, *, is_known: bool) -> Act:
        self.line(is_known=is_known)()
        self.stage.work()
        self.stage.carol.get("/prove/line/code")
        return lambda: self.stage.carol.post("/prove/line/code", code="00000000")

    def answer_link(self, *, is_known: bool) -> Act:
        browser = Browser(self.stage.app)
        browser.get("/status")
        return lambda: browser.post(f"/answer/{self.dead if is_known else 'x' * 43}", code="0000-0000-0000")

    dead: str = ""


@pytest.fixture
def pages(make_kit: Callable[..., Kit], now: FrozenNow) -> Callable[[int], Pages]:
    def made(even_ms: int) -> Pages:
        many = {"code_limit_person": 10**6, "code_limit_number": 10**6, "code_limit_network": 10**6, "max_wrong_codes": 10**6, "link_days": 1}
        kit = make_kit(even_ms=even_ms, form_limit="1000000 per hour", sign_in_limit="1000000 per minute", **many)
        with kit.database.transaction() as db:
            a_contact(db, a_company(db))
        stage = a_stage(kit)
        return Pages(stage, now)
    return made


def z_of(differences: list[float]) -> float:
    """Wilcoxon's signed-rank test by its normal form; without ties, which times in nanoseconds have none of."""
    ranked = sorted((one for one in differences if one), key=abs)
    count = len(ranked)
    plus = sum(rank for rank, one in enumerate(ranked, start=1) if one > 0)
    return (plus - count * (count + 1) / 4) / math.sqrt(count * (count + 1) * (2 * count + 1) / 24)


def measured(page: Callable[..., Act], rounds: int = ROUNDS) -> tuple[float, float]:
    """How far known and unknown are apart; and how far they would be, had the known ADDED_S more."""
    chance = random.Random(7)
    took: dict[str, list[float]] = {"known": [], "unknown": [], "slow": []}
    for _ in range(rounds):
        for arm in chance.sample(sorted(took), 3):
            act = page(is_known=arm != "unknown")
            begun = time.perf_counter()
            act()
            if arm == "slow":
                time.sleep(ADDED_S)
            took[arm].append(time.perf_counter() - begun)
    return z_of(_less(took["known"], took["unknown"])), z_of(_less(took["slow"], took["unknown"]))


def _less(one: list[float], other: list[float]) -> list[float]:
    return [first - second for first, second in zip(one, other, strict=True)]


@pytest.mark.parametrize("name", ["form", "confirm", "status", "line", "code", "answer_link"])
def test_known_and_unknown_cannot_be_told_apart(pages: Callable[[int], Pages], name: str) -> None:
    made = pages(EVEN_MS)
    if name == "answer_link":
        made.dead = release(made.stage.kit, made.stage.asked.reference)
        made.now.forward(days=2)
    page = getattr(made, name)
    measured(page, 3)  # what is made once is made before
    apart, would_be = measured(page)
    assert abs(apart) <= FOUND
    assert would_be > FOUND


def test_without_the_fixed_time_it_would_show(pages: Callable[[int], Pages]) -> None:
    made = pages(0)
    measured(made.status, 3)
    assert measured(made.status)[0] > FOUND


def test_the_statistic_finds_a_shift_and_none_where_there_is_none() -> None:
    chance = random.Random(3)
    noise = [chance.gauss(0, 1) for _ in range(ROUNDS)]
    assert abs(z_of(noise)) < FOUND
    assert z_of([one + 1 for one in noise]) > FOUND
    assert z_of([-one for one in range(1, 50)]) < -FOUND


def test_the_setting_that_ships_leaves_room(pages: Callable[[int], Pages]) -> None:
    """Work that takes longer than the fixed time would show."""
    made = pages(0)
    for name in ("form", "confirm", "status", "line", "code"):
        page, took = getattr(made, name), []
        for _ in range(9):
            act = page(is_known=True)
            begun = time.perf_counter()
            act()
            took.append(time.perf_counter() - begun)
        assert sorted(took)[4] * 1000 < Settings().even_ms, name
