"""`dsr deadline` prints the legal dates as one JSON object, or says in a sentence what cannot be counted."""

from __future__ import annotations

import json

import pytest

from dsr.__main__ import main
from dsr.cli.deadline import run


def asked(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, object]:
    """What is printed, which is one object and nothing else."""
    assert run(list(argv)) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_the_object_has_the_four_names_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "--jurisdiction", "DK", "--received", "2026-03-05") == {
        "nominal": "2026-04-05", "due": "2026-04-07", "extended": "2026-06-05", "reasons": ["holiday"]}
    assert main(["deadline", "--jurisdiction", "UK", "--received", "2025-01-31"]) == 0
    assert json.loads(capsys.readouterr().out) == {"nominal": "2025-02-28", "due": "2025-02-28", "extended": "2025-04-30", "reasons": ["month_end"]}


def test_it_explains_the_days_in_the_words_that_people_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--jurisdiction", "DK", "--received", "2026-11-25", "--explain", "da"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["due"] == "2026-12-28"
    assert err.splitlines() == [
        "due 2026-12-28: En kalendermåned fra den dag, vi modtog den, onsdag den 25. november 2026. Den dag er en helligdag, så det er den næste "
        "arbejdsdag. Den dag er i en weekend, så det er den næste arbejdsdag.",
        "extended 2027-02-25: Forlænget én gang, til tre kalendermåneder fra den dag, vi modtog den, onsdag den 25. november 2026."]


RECEIVED = {
    "night in UTC, morning in Copenhagen": ("DK", "2026-03-31T22:30:00Z", "2026-05-01"),
    "the same with an offset": ("DK", "2026-04-01T00:30:00+02:00", "2026-05-01"),
    "night in UTC in winter": ("DK", "2026-01-14T22:30:00Z", "2026-02-16"),
    "an hour later": ("DK", "2026-01-14T23:30:00Z", "2026-02-16"),
    "morning in Helsinki": ("FI", "2026-01-14T22:30:00Z", "2026-02-16"),
    "another day in New York": ("DK", "2026-03-30T20:00:00-04:00", "2026-04-30"),
    "no zone is local": ("DK", "2026-03-31T23:59:59", "2026-04-30"),
    "London is an hour behind": ("UK", "2026-03-31T22:30:00Z", "2026-04-30"),
    "small letters": ("dk", "2026-04-01", "2026-05-01"),
}


@pytest.mark.parametrize("which", RECEIVED)
def test_a_time_is_the_local_day_of_the_country(which: str, capsys: pytest.CaptureFixture[str]) -> None:
    country, received, due = RECEIVED[which]
    assert asked(capsys, "--jurisdiction", country, "--received", received)["due"] == due


PAUSES = {
    "identity": ("SE", "2022-02-09", ["identity:2022-02-15..2022-04-19"], "2022-05-11", ""),
    "asked on the day of receipt": ("SE", "2020-11-18", ["identity:2020-11-18..2020-11-25"], "2020-12-28", ""),
    "asked too late": ("DK", "2026-06-01", ["identity:2026-06-26..2026-07-06"], "2026-07-01", "does not count"),
    "the British way": ("UK", "2026-06-01", ["identity:2026-06-02..2026-06-12"], "2026-07-13", ""),
    "two kinds": ("DK", "2026-06-01", ["identity:2026-06-02..2026-06-10", "clarification:2026-06-05..2026-06-12"], "2026-07-13", ""),
    "a second of a kind": ("DK", "2026-06-01", ["identity:2026-06-02..2026-06-04", "identity:2026-06-05..2026-06-12"], "2026-07-03",
                           "does not count"),
    "ends as times": ("DK", "2026-06-01", ["identity:2026-06-01T22:30:00Z..2026-06-03T22:30:00Z"], "2026-07-03", ""),
}


@pytest.mark.parametrize("which", PAUSES)
def test_pauses_move_the_day_or_are_said_not_to_count(which: str, capsys: pytest.CaptureFixture[str]) -> None:
    country, received, pauses, due, said = PAUSES[which]
    assert run(["--jurisdiction", country, "--received", received, *(word for pause in pauses for word in ("--pause", pause))]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["due"] == due
    assert said in err
    assert bool(err) == bool(said)


_JUNE = ("--jurisdiction", "DK", "--received", "2026-06-01")
REFUSED = {
    "another law": (["--jurisdiction", "US", "--received", "2026-06-01"], "No rule is known for answers from 'US'. Known are: AT, BE"),
    "another law and a time": (["--jurisdiction", "US", "--received", "2026-06-01T12:00:00Z"], "No rule is known for answers from 'US'"),
    "no such day": (["--jurisdiction", "DK", "--received", "2026-02-30"], "'2026-02-30' is not a day or a time in ISO 8601"),
    "no day at all": (["--jurisdiction", "DK", "--received", "yesterday"], "'yesterday' is not a day or a time"),
    "long ago": (["--jurisdiction", "DK", "--received", "1066-10-14"], "not between 1972-01-01 and 2099-12-31"),
    "far away": (["--jurisdiction", "DK", "--received", "9999-12-31T23:59:59-12:00"], "is not a day or a time"),
    "pause of no kind": ([*_JUNE, "--pause", "holiday:2026-06-02..2026-06-03"], "is no pause"),
    "pause without an end": ([*_JUNE, "--pause", "identity:2026-06-02"], "is no pause"),
    "pause with an empty end": ([*_JUNE, "--pause", "identity:2026-06-02.."], "'' is not a day"),
    "pause backwards": ([*_JUNE, "--pause", "identity:2026-06-03..2026-06-02"], "not to end before"),
    "pause before receipt": ([*_JUNE, "--pause", "identity:2026-05-31..2026-06-02"], "on or after the day"),
}


@pytest.mark.parametrize("which", REFUSED)
def test_what_cannot_be_counted_is_a_sentence_and_status_2(which: str, capsys: pytest.CaptureFixture[str]) -> None:
    argv, said = REFUSED[which]
    assert run(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("argv", [[], ["--jurisdiction", "DK"], ["--received", "2026-06-01"], ["--jurisdiction", "DK", "--received"]])
def test_what_is_missing_is_said_and_status_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(argv)
    assert ended.value.code == 2
    assert "dsr deadline: error:" in capsys.readouterr().err
