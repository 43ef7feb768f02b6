"""Settings: everything that is wrong is said at once, and no secret is ever shown."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from pydantic import ValidationError

import config
from config import ConfigError, Settings, describe, load

KEY = base64.b64encode(b"k" * 32).decode()
SSO = '{"issuer": "https://id.example", "client_id": "desk", "client_secret": "hush", "roles": {"privacy": "manager"}}'
MAILBOX = '{"name": "privacy", "host": "imap.example", "user": "u", "password": "hush"}'
PRODUCTION = {"DSR_MODE": "production", "DSR_SECRET_KEY": "s" * 32, "DSR_MASTER_KEY": KEY, "DSR_SEARCH_KEY": KEY}


def faults(environ: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(environ)
    return str(caught.value).splitlines()


def test_nothing_set_is_a_trial() -> None:
    settings = load({})
    assert settings.mode == "demo"
    assert settings.entity_country == "DK"


def test_variables_of_others_are_none_of_ours() -> None:
    assert load({"PATH": "/bin", "dsr_mode": "production", "MODE": "production", "_not_read_mode": "production"}) == load({})


def test_values_are_read() -> None:
    settings = load({"DSR_SMTP_PORT": "2525", "DSR_PUBLIC_URL": "https://privacy.example", "DSR_STORE_DIR": "/srv/store"})
    assert (settings.smtp_port, settings.public_url, settings.store_dir) == (2525, "https://privacy.example", Path("/srv/store"))


def test_all_faults_are_said_at_once() -> None:
    said = faults({"DSR_MODE": "production", "DSR_SMTP_PORT": "x", "DSR_MASTER_KEY": "short", "DSR_DATABSE_URL": "x", "DSR_SECRET_KEY": "too short",
                   "DSR_SINK_URL": "http://x", "DSR_ENTITY_TIMEZONE": "Europe/Kopenhagen", "DSR_NOTHING_LIKE_IT_AT_ALL": "x"})
    assert said[0] == "DSR_DATABSE_URL is not a setting; did you mean DSR_DATABASE_URL?"
    assert said[1] == "DSR_NOTHING_LIKE_IT_AT_ALL is not a setting."
    assert {line.partition(":")[0] for line in said[2:]} == {
        "DSR_SMTP_PORT", "DSR_MASTER_KEY", "DSR_ENTITY_TIMEZONE", "production needs DSR_SEARCH_KEY",
        "DSR_SECRET_KEY must have at least 32 characters",
        "DSR_SINK_URL is for the demo only"}


@pytest.mark.parametrize(("name", "value"), [
    ("MODE", "live"), ("SMTP_PORT", "0"), ("SMTP_PORT", "65536"), ("SMTP_TLS", "yes"), ("SESSION_MINUTES", "0"), ("LINK_DAYS", "-1"),
    ("PRINT_ROWS", "-1"),
    ("ENTITY_COUNTRY", "Denmark"), ("ENTITY_TIMEZONE", ""), ("ENTITY_TIMEZONE", "Europe"), ("ENTITY_TIMEZONE", "../etc"), ("ENTITY_LANGUAGE", "xx"),
    ("MASTER_KEY", "æ"), ("SEARCH_KEY", base64.b64encode(b"k" * 31).decode()), ("TRUSTED_PROXIES", "-1"), ("JOB_LEASE_S", "1")])
def test_a_bad_value_names_its_setting(name: str, value: str) -> None:
    (said,) = faults({f"DSR_{name}": value})
    assert said.startswith(f"DSR_{name}: ")


def test_production_needs_its_secrets() -> None:
    assert load(PRODUCTION).mode == "production"
    assert faults({"DSR_MODE": "production"}) == [
        "production needs DSR_SECRET_KEY", "production needs DSR_MASTER_KEY", "production needs DSR_SEARCH_KEY"]
    assert faults({**PRODUCTION, "DSR_SECRET_KEY": "s" * 31}) == ["DSR_SECRET_KEY must have at least 32 characters"]
    assert faults({**PRODUCTION, "DSR_SINK_URL": "http://x"}) == ["DSR_SINK_URL is for the demo only"]


@pytest.mark.parametrize("name", config.SECRETS)
def test_a_secret_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    secret = {"mailboxes": f"[{MAILBOX}]", "sso": SSO}.get(name, KEY)
    (tmp_path / "secret").write_text(f"{secret}\n", encoding="utf-8")
    settings = load({f"DSR_{name.upper()}_FILE": str(tmp_path / "secret")})
    assert getattr(settings, name).get_secret_value() == secret


def test_a_file_of_a_secret_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "missing", tmp_path, tmp_path / "bytes"):
        assert faults({"DSR_SMTP_PASSWORD_FILE": str(path)}) == ["DSR_SMTP_PASSWORD_FILE: the file cannot be read."]
    (tmp_path / "good").write_text("x", encoding="utf-8")
    both = {"DSR_SMTP_PASSWORD_FILE": str(tmp_path / "good"), "DSR_SMTP_PASSWORD": "y"}
    assert faults(both) == ["DSR_SMTP_PASSWORD_FILE and DSR_SMTP_PASSWORD are both set; one of them is needed."]
    assert faults({"DSR_MODE_FILE": str(tmp_path / "good")})[0].startswith("DSR_MODE_FILE is not a setting")


EID = {"DSR_EID_ISSUER": "https://id.example", "DSR_EID_CLIENT_ID": "us", "DSR_EID_CLIENT_SECRET": "x" * 20, "DSR_EID_ACR": "substantial"}


def test_an_electronic_identity_needs_its_client_and_a_level() -> None:
    assert load(EID).eid_issuer == "https://id.example"
    for name in list(EID)[1:]:
        assert faults({**EID, name: " "}) == [f"DSR_EID_ISSUER needs {name}"]
    assert faults({**EID, "DSR_EID_ACR": "", "DSR_SMTP_PORT": "0"})[1:] == ["DSR_EID_ISSUER needs DSR_EID_ACR"]


@pytest.mark.parametrize("issuer", ["http://id.example", "http://127.0.0.1.example:80", "id.example", "ftp://id.example"])
def test_an_issuer_is_asked_over_tls(issuer: str) -> None:
    assert faults({**EID, "DSR_EID_ISSUER": issuer}) == ["DSR_EID_ISSUER: must begin with https://"]


@pytest.mark.parametrize("scopes", ["openid cpr", "openid nnin", "openid urn:dk:cpr", "openid SSN", "openid https://id.example/scope/bsn"])
def test_no_national_number_is_asked_for(scopes: str) -> None:
    (said,) = faults({**EID, "DSR_EID_SCOPES": scopes})
    assert "national number" in said
    assert faults({**EID, "DSR_EID_SCOPES": "profile"}) == ["DSR_EID_SCOPES: must hold the scope openid"]


def test_secrets_are_not_shown() -> None:
    secret = "hunter2-" * 5
    settings = load({**PRODUCTION, "DSR_SECRET_KEY": secret, "DSR_DATABASE_URL": f"postgresql://u:{secret}@h/d", "DSR_SMTP_PASSWORD": secret})
    assert "hunter2" not in repr(settings) + str(settings) + settings.model_dump_json()
    said = faults({"DSR_MASTER_KEY": secret, "DSR_SEARCH_KEY": secret})
    assert "hunter2" not in "".join(said)


def test_settings_do_not_change() -> None:
    settings = load({})
    with pytest.raises(ValidationError):
        settings.mode = "production"


def test_each_setting_is_described_and_secrets_have_no_default() -> None:
    rows = {variable: (default, meaning) for variable, default, meaning in describe()}
    assert set(rows) == {f"DSR_{name.upper()}" for name in Settings.model_fields}
    assert all(meaning for _, meaning in rows.values())
    assert [rows[f"DSR_{name}"][0] for name in ("SECRET_KEY", "MASTER_KEY", "SEARCH_KEY", "SMTP_PASSWORD")] == [""] * 4


def test_mailboxes_are_a_list_and_their_passwords_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "boxes").write_text(f"[{MAILBOX}]")
    settings = load({"DSR_MAILBOXES_FILE": str(tmp_path / "boxes")})
    (one,) = settings.read_mailboxes()
    assert (one.name, one.tls, one.folder, one.password.get_secret_value()) == ("privacy", "tls", "INBOX", "hush")
    assert "hush" not in repr(settings) + repr(one)
    assert load({}).read_mailboxes() == ()


@pytest.mark.parametrize("text", [
    "nonsense hush", "{}", f"[{MAILBOX}, {MAILBOX}]", "[1]", MAILBOX, f"[{MAILBOX.replace('privacy', 'A b')}]",
    f"[{MAILBOX.replace('host', 'hosts')}]", "[" + MAILBOX[:-1] + ', "tls": "yes"}]', "[" + MAILBOX[:-1] + ', "entity": "another"}]'])
def test_a_list_of_mailboxes_that_is_not_right_is_refused_without_what_it_holds(text: str) -> None:
    (said,) = faults({"DSR_MAILBOXES": text})
    assert said.startswith("DSR_MAILBOXES: ")
    assert "hush" not in said
