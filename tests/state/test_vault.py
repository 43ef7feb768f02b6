"""A sealed value opens with its own key in its own place, and in no other way."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from dsr.db import Database
from dsr.domain.errors import VaultError
from dsr.models import DataKey
from dsr.services.keys import key_for, key_of
from dsr.vault import Handle, KeyClass, Vault, ephemeral_key
from tests.factories import NOW, a_request

KEY, OTHER = Handle(bytes(32)), Handle(bytes([1]) * 32)
PLACE = "request:DSR-1:name"
SECRET = "Søren Ærø O'Brien".encode()


@given(st.binary(max_size=2000), st.text(max_size=50))
def test_what_was_sealed_comes_back(plain: bytes, place: str) -> None:
    assert KEY.open(KEY.seal(plain, place), place) == plain


@pytest.mark.parametrize("spoil", [
    lambda sealed: sealed[:-1], lambda sealed: sealed + b"x", lambda sealed: sealed[:11], lambda _sealed: b"", lambda sealed: sealed[12:],
    lambda sealed: bytes([sealed[0] ^ 1]) + sealed[1:], lambda sealed: sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:],
    lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 128])])
def test_changed_bytes_do_not_open(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(VaultError):
        KEY.open(spoil(KEY.seal(SECRET, PLACE)), PLACE)


def test_another_key_or_place_does_not_open() -> None:
    sealed = KEY.seal(SECRET, PLACE)
    for handle, place in ((OTHER, PLACE), (KEY, "request:DSR-2:name"), (KEY, ""), (KEY, PLACE + " ")):
        with pytest.raises(VaultError):
            handle.open(sealed, place)


def test_sealing_twice_looks_different_and_shows_nothing() -> None:
    first, second = KEY.seal(SECRET, PLACE), KEY.seal(SECRET, PLACE)
    assert first != second
    assert SECRET not in first


def test_keys_are_in_no_repr_and_no_error() -> None:
    key = secrets.token_bytes(32)
    vault = Vault({"m1": key}, "m1", key)
    with pytest.raises(VaultError) as caught:
        Handle(key).open(KEY.seal(SECRET, PLACE), PLACE)
    shown = repr(vault) + repr(Handle(key)) + repr(caught.value) + str(caught.value)
    assert repr(key)[2:-1] not in shown
    assert key.hex() not in shown
    assert "Ærø" not in shown
    assert caught.value.__suppress_context__


def test_a_token_is_equal_for_equal_text_under_one_key_and_purpose() -> None:
    made = {key.tokens(purpose)(text) for key in (KEY, OTHER) for purpose in ("contact", "other") for text in ("+4533661234", "+4533661235")}
    assert len(made) == 8
    assert KEY.tokens("contact")("+4533661234") == KEY.tokens("contact")("+4533661234")
    assert all(0 < one < 2**64 for one in made)


def test_an_ephemeral_key_is_new_each_time() -> None:
    assert ephemeral_key() != ephemeral_key()
    assert len(ephemeral_key().secret) == 32


def test_an_earlier_master_key_still_opens() -> None:
    data_key = ephemeral_key()
    old = Vault({"m1": bytes(32)}, "m1", b"s" * 32)
    master_id, wrapped = old.wrap(data_key, "1:case")
    new = Vault({"m1": bytes(32), "m2": b"2" * 32}, "m2", b"s" * 32)
    assert master_id == "m1"
    assert new.unwrap(master_id, wrapped, "1:case") == data_key
    assert new.wrap(data_key, "1:case")[0] == "m2"


def test_a_wrapped_key_is_bound_to_its_request_class_and_master() -> None:
    vault = Vault({"m1": bytes(32), "m2": b"2" * 32}, "m1", b"s" * 32)
    master_id, wrapped = vault.wrap(ephemeral_key(), "1:case")
    for one_id, context in ((master_id, "2:case"), (master_id, "1:evidence"), ("m2", "1:case"), ("gone", "1:case")):
        with pytest.raises(VaultError):
            vault.unwrap(one_id, wrapped, context)


def test_a_token_is_equal_for_equal_text_purpose_and_key(vault: Vault) -> None:
    token = vault.token("search", "+4578770202")
    assert token == vault.token("search", "+4578770202")
    assert len({token, vault.token("pickup", "+4578770202"), vault.token("search", "+4578770203"),
                Vault(vault.masters, "m1", b"x" * 32).token("search", "+4578770202")}) == 4
    assert "78770202" not in token
    assert len(token) == 64
    assert vault.fits("search", "+4578770202", token)
    assert not vault.fits("search", "+4578770203", token)
    assert not vault.fits("pickup", "+4578770202", token)


def test_purpose_and_text_do_not_run_together(vault: Vault) -> None:
    assert vault.token("a", "bc") != vault.token("ab", "c")


def test_a_request_has_one_key_of_a_class(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        first, second = a_request(session).id, a_request(session).id
        keys = {(request_id, key_class): key_for(session, request_id, key_class, vault=vault, now=NOW)
                for request_id in (first, second) for key_class in KeyClass}
    assert len({handle.secret for handle in keys.values()}) == 2 * len(KeyClass)
    with each_database.transaction() as session:
        for (request_id, key_class), handle in keys.items():
            assert key_for(session, request_id, key_class, vault=vault, now=NOW) == handle
            assert key_of(session, request_id, key_class, vault=vault) == handle
        rows = session.execute(select(DataKey)).scalars().all()
    assert len(rows) == len(keys)
    assert all(row.wrapped is not None and row.master_id == "m1" for row in rows)
    assert not [row for row in rows for handle in keys.values() if row.wrapped and handle.secret in row.wrapped]


def test_a_shredded_key_is_not_made_anew(each_database: Database, vault: Vault) -> None:
    with each_database.transaction() as session:
        request_id = a_request(session).id
        with pytest.raises(VaultError):
            key_of(session, request_id, KeyClass.CASE, vault=vault)
        key_for(session, request_id, KeyClass.CASE, vault=vault, now=NOW)
        session.execute(update(DataKey).values(wrapped=None, shredded_at=NOW))
        session.expire_all()
        with pytest.raises(VaultError):
            key_of(session, request_id, KeyClass.CASE, vault=vault)
        with pytest.raises(VaultError):
            key_for(session, request_id, KeyClass.CASE, vault=vault, now=NOW)
