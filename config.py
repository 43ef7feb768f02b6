"""Settings: one flat frozen model, read from the environment once, at the entry point. Imports nothing of ours.

Invariant: a program that runs has settings that are whole; everything that is wrong is said at once, before anything starts.
"""

from __future__ import annotations

import base64
import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError, ValidationInfo, field_validator, model_validator

PREFIX = "DSR_"
SECRETS = ("secret_key", "master_key", "search_key", "smtp_password", "mailboxes", "phone_secret", "phone_callback_secret", "signature_password",
           "eid_client_secret", "sso", "database_url", "redis_url")

NATIONAL_NUMBERS = frozenset({"ssn", "cpr", "nin", "nnin", "bsn", "nrn", "rrn", "niss", "pno", "personnummer", "hetu", "pesel", "nid"})


class ConfigError(Exception):
    """The settings are not right; the message has a line for each fault."""


class Mailbox(BaseModel):
    """A mailbox that is read: one of the list `DSR_MAILBOXES`. All in `folder` is taken; what is taken goes to `done_folder`, or is deleted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]  # ours, for logs and the desk
    host: str
    user: str
    password: SecretStr
    address: str = ""                                                  # what people write to
    tls: Literal["none", "starttls", "tls"] = "tls"
    port: Annotated[int, Field(ge=0, le=65535)] = 0                    # 0: the usual one
    folder: str = "INBOX"
    done_folder: str = ""
    entity: Literal["own"] = "own"                                     # whose it is; only the one entity of these settings is known

    @property
    def reached_at(self) -> str:
        """Where a mail to it goes; empty if neither address nor account is one."""
        return next((one for one in (self.address, self.user) if "@" in one), "")


_MAILBOXES = TypeAdapter(tuple[Mailbox, ...])


class SingleSignOn(BaseModel):
    """The provider at which staff sign in (OpenID Connect): the object in `DSR_SSO`. Of several roles the first of the table counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: Annotated[str, Field(pattern=r"^(https://|http://(127\.0\.0\.1|localhost|\[::1\]):)")]
    client_id: Annotated[str, Field(min_length=1)]
    client_secret: SecretStr
    roles: Annotated[dict[str, Literal["reader", "clerk", "manager", "dpo", "admin"]], Field(min_length=1)]
    claim: Annotated[str, Field(min_length=1)] = "groups"              # its values are looked up in `roles`
    label: str = "Single sign-on"
    scopes: Annotated[str, Field(pattern=r"(^| )openid( |$)")] = "openid email profile"


class Settings(BaseModel):
    """Each setting is the environment variable DSR_NAME; secrets may stand in a file named by DSR_NAME_FILE."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Annotated[Literal["demo", "production"], Field(description="demo: cookies without TLS, a screen of mails; production: neither")] = "demo"
    database_url: Annotated[SecretStr, Field(description="SQLAlchemy URL of the database; SQLite or Postgres")] = SecretStr("sqlite:///var/dsr.sqlite")
    redis_url: Annotated[SecretStr, Field(description="Valkey or Redis; empty: rate limits count in memory and nothing is queued")] = SecretStr("")
    secret_key: Annotated[SecretStr, Field(description="signs cookies and forms; at least 32 characters")] = SecretStr("")
    master_key: Annotated[SecretStr, Field(description="wraps the data keys; 32 bytes in base64")] = SecretStr("")
    master_key_id: Annotated[str, Field(description="name of the master key, stored beside what it wraps")] = "m1"
    search_key: Annotated[SecretStr, Field(description="keys the look-up tokens and code hashes; 32 bytes in base64")] = SecretStr("")
    store_dir: Annotated[Path, Field(description="folder of sealed rows and documents")] = Path("var/store")
    sources_dir: Annotated[Path, Field(description="folder of source files (*.yml)")] = Path("var/sources")
    public_url: Annotated[str, Field(description="address of the public pages, without a slash at the end")] = "http://127.0.0.1:8000"
    smtp_host: Annotated[str, Field(description="mail server")] = "127.0.0.1"
    smtp_port: Annotated[int, Field(description="its port", ge=1, le=65535)] = 25
    smtp_user: Annotated[str, Field(description="account at the mail server; empty: none")] = ""
    smtp_password: Annotated[SecretStr, Field(description="its password")] = SecretStr("")
    smtp_tls: Annotated[Literal["none", "starttls", "tls"], Field(description="how the connection to the mail server is secured")] = "starttls"
    smtp_ca_file: Annotated[str, Field(description="certificates that vouch for it; empty: those of the system")] = ""
    mail_limit: Annotated[int, Field(description="letters that anybody can ask for and one mailbox is sent within an hour; others wait", ge=1)] = 10
    mail_days: Annotated[int, Field(description="days that a letter is tried before staff see that no server takes it", ge=1)] = 3
    mail_from: Annotated[str, Field(description="sender of all letters")] = "privacy@fjordtel.example"
    mailboxes: Annotated[SecretStr, Field(description="mailboxes that are read, a list in JSON (docs/mailbox.md); empty: none")] = SecretStr("")
    mailbox_s: Annotated[int, Field(description="seconds between two looks into each mailbox", ge=1)] = 60
    heartbeat: Annotated[bool, Field(description="whether a trial mail and a trial form a day try each channel (docs/mailbox.md)")] = False
    entity_name: Annotated[str, Field(description="our legal entity that answers")] = "Fjordtel A/S"
    entity_address: Annotated[str, Field(description="its postal address")] = "Havnegade 12, 8000 Aarhus C"
    entity_country: Annotated[str, Field(description="its country, ISO 3166 (UK for the United Kingdom)", pattern="^[A-Z]{2}$")] = "DK"
    entity_timezone: Annotated[str, Field(description="its time zone: the clock of the law runs there")] = "Europe/Copenhagen"
    entity_dpo_contact: Annotated[str, Field(description="where people reach the data protection contact")] = "dpo@fjordtel.example"
    entity_phone: Annotated[str, Field(description="telephone of the data protection contact")] = "+45 70 00 00 12"
    entity_authority_name: Annotated[str, Field(description="supervisory authority")] = "Datatilsynet"
    entity_authority_site: Annotated[str, Field(description="its site")] = "www.datatilsynet.dk"
    entity_language: Annotated[Literal["da", "en"], Field(description="language where the reader's is not known")] = "da"
    fallback_language: Annotated[Literal["da", "de", "en", "fi", "fr", "nb", "nl", "pl", "sv"], Field(
        description="language of headings, codes and purposes that the mapping lacks in the reader's; after it English")] = "en"
    session_minutes: Annotated[int, Field(description="how long an opened answer or status page stays open, minutes", ge=1)] = 30
    link_days: Annotated[int, Field(description="how long the link to an answer is open, days", ge=1)] = 14
    confirm_days: Annotated[int, Field(description="how long the link that confirms an address is open, days; not beyond the due day", ge=1)] = 30
    ask_limit_days: Annotated[int, Field(description="days after receipt within which asking the person stops the clock", ge=0, le=31)] = 7
    notice_days: Annotated[int, Field(description="days in which somebody told of a request may object, before it proves it", ge=3, le=21)] = 7
    remind_days: Annotated[int, Field(description="days until an unconfirmed request is reminded", ge=1)] = 3
    fetch_remind_days: Annotated[int, Field(description="days until an answer that nobody fetched is reminded, and again after as many", ge=1)] = 10
    fetch_close_days: Annotated[int, Field(description="days until such an answer is posted or its part closed by a letter", ge=2)] = 30
    max_wrong_codes: Annotated[int, Field(description="wrong pick-up codes until a link is locked", ge=1)] = 5
    form_limit: Annotated[str, Field(description="requests sent by one network address")] = "20 per hour"
    sign_in_limit: Annotated[str, Field(description="sign-ins tried by one network address")] = "10 per minute"
    even_ms: Annotated[int, Field(
        description="least time of a public page that could tell by its time whether we know somebody, milliseconds", ge=0, le=2000)] = 250
    upload_file_mb: Annotated[int, Field(description="the largest file that an owner of a source may upload, MB", ge=1)] = 50
    upload_mb: Annotated[int, Field(description="what they may upload in one go, MB; the proxy must let it through", ge=1)] = 200
    upload_files: Annotated[int, Field(description="files that they may give for one request", ge=1)] = 50
    paper_mb: Annotated[int, Field(description="the largest scan of a letter or a mandate, MB", ge=1)] = 20
    paper_files: Annotated[int, Field(description="scans that are kept for one request", ge=1)] = 20
    posted_code_days: Annotated[int, Field(description="how long a code in a letter on paper works, days", ge=1)] = 28
    draft_days: Annotated[int, Field(description="how old the draft of an answer may be when it is approved, days", ge=1)] = 7
    second_person: Annotated[bool, Field(description="whether a second person must agree that nothing is held; a team of one says false")] = True
    print_rows: Annotated[int, Field(description="rows of one collection printed in the PDF; the files always hold all", ge=0)] = 5000
    tag_rows: Annotated[int, Field(description="rows printed in all up to which the PDF is tagged for screen readers", ge=0)] = 20_000
    signature_file: Annotated[str, Field(description="PKCS#12 file with the key that signs each PDF; empty: none is signed")] = ""
    signature_password: Annotated[SecretStr, Field(description="what opens it")] = SecretStr("")
    eid_issuer: Annotated[str, Field(description="issuer of electronic identities (OpenID Connect), as it names itself; empty: none")] = ""
    eid_client_id: Annotated[str, Field(description="what that provider calls us")] = ""
    eid_client_secret: Annotated[SecretStr, Field(description="what we prove it with")] = SecretStr("")
    eid_label: Annotated[str, Field(description="what people call that identity, as MitID, BankID or itsme")] = "e-ID"
    eid_scopes: Annotated[str, Field(description="what the provider is asked for: a name, never a national number")] = "openid profile"
    eid_acr: Annotated[str, Field(description="levels that are enough, as the provider writes them, separated by blanks")] = ""
    second_factor: Annotated[Literal["off", "wanted", "required"], Field(description="a code of a device beside staff's password")] = "wanted"
    sso: Annotated[SecretStr, Field(description="where staff sign in by OpenID Connect, in JSON (docs/staff.md); empty: nowhere")] = SecretStr("")
    password_sign_in: Annotated[bool, Field(
        description="whether staff sign in by password; false counts once an administrator came in by DSR_SSO")] = True
    worker_processes: Annotated[int, Field(description="worker processes of `dsr worker`", ge=1)] = 2
    job_lease_s: Annotated[int, Field(description="seconds after which a task whose worker died is taken up again", ge=5)] = 60
    sweep_s: Annotated[int, Field(description="seconds between two looks for what is due or stranded", ge=1)] = 15
    source_parallel: Annotated[int, Field(description="tasks of one source at a time", ge=1)] = 2
    phone_file: Annotated[str, Field(
        description="how the gateway for text messages and calls is spoken to (docs/phone.md); empty: no codes to lines")] = ""
    phone_secret: Annotated[SecretStr, Field(description="what we show the gateway: a token, or user:password")] = SecretStr("")
    phone_callback_secret: Annotated[SecretStr, Field(description="what the gateway shows us when a key was pressed")] = SecretStr("")
    line_code_hours: Annotated[int, Field(description="how long a code to a line lives, hours; 20 at least (WCAG 2.2.1)", ge=20)] = 24
    telecom_breach_countries: Annotated[str, Field(
        description="countries in which a breach is told to the telecom authority within 24 hours (Reg. 611/2013), separated by blanks",
        pattern="^([A-Z]{2}( [A-Z]{2})*)?$")] = "BE DE DK FI FR LU NL NO PL SE"
    line_settled_days: Annotated[int, Field(description="days that a line ported, swapped or given to somebody gets no code", ge=1)] = 30
    code_limit_person: Annotated[int, Field(description="codes that may be asked for in one request within a day", ge=1)] = 5
    code_limit_number: Annotated[int, Field(description="codes that one line is sent within a day, whoever asks", ge=1)] = 3
    code_limit_network: Annotated[int, Field(description="codes that one network address may ask for within a day", ge=1)] = 20
    sink_url: Annotated[str, Field(description="demo: address of the screen of the mail sink")] = ""
    trusted_proxies: Annotated[int, Field(description="proxies in front whose X-Forwarded headers are believed", ge=0)] = 0

    @field_validator("master_key", "search_key")
    @classmethod
    def _is_key(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        try:
            is_right = not text or len(base64.b64decode(text, validate=True)) == 32
        except ValueError:
            is_right = False
        if not is_right:
            raise ValueError("must be 32 bytes in base64")
        return value

    @field_validator("mailboxes", "sso")
    @classmethod
    def _is_json(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        try:
            found = _mailboxes(value) if info.field_name == "mailboxes" else _sso(value)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise ValueError(f"{' '.join(str(place) for place in first['loc'])}: {first['msg']}".removeprefix(": ")) from None
        if isinstance(found, tuple) and len({one.name for one in found}) < len(found):
            raise ValueError("two mailboxes have the same name")
        return value

    @field_validator("entity_timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            return ZoneInfo(value).key
        except (KeyError, ValueError, OSError):
            raise ValueError("must be a time zone, as Europe/Copenhagen") from None

    @field_validator("eid_issuer")
    @classmethod
    def _is_safe_issuer(cls, value: str) -> str:
        is_here = value.startswith(("http://127.0.0.1:", "http://localhost:", "http://[::1]:"))
        if value and not is_here and not value.startswith("https://"):
            raise ValueError("must begin with https://")
        return value

    @field_validator("eid_scopes")
    @classmethod
    def _asks_no_number(cls, value: str) -> str:
        scopes = value.split()
        if "openid" not in scopes:
            raise ValueError("must hold the scope openid")
        if asked := sorted(set(re.split(r"[\W_]+", value.casefold())) & NATIONAL_NUMBERS):
            raise ValueError(f"asks for a national number ({', '.join(asked)}), which is never needed here")
        return value

    def read_mailboxes(self) -> tuple[Mailbox, ...]:
        """The mailboxes that are read, with their passwords."""
        return _mailboxes(self.mailboxes)

    def read_sso(self) -> SingleSignOn | None:
        """Where staff sign in, with our secret; None for nowhere."""
        return _sso(self.sso)

    @model_validator(mode="after")
    def _is_whole(self) -> Settings:
        given = {name: getattr(self, name).get_secret_value() for name in SECRETS} | {
            name: getattr(self, name) for name in ("mode", "sink_url", "eid_issuer", "eid_client_id", "eid_acr", "password_sign_in")}
        if faults := [*_faults_of_mode(given), *_faults_of_doors(given)]:
            raise ValueError("\n".join(faults))
        return self


def _mailboxes(value: SecretStr) -> tuple[Mailbox, ...]:
    text = value.get_secret_value().strip()
    return _MAILBOXES.validate_json(text) if text else ()


def _sso(value: SecretStr) -> SingleSignOn | None:
    text = value.get_secret_value().strip()
    return SingleSignOn.model_validate_json(text) if text else None


def _faults_of_mode(given: Mapping[str, str]) -> list[str]:
    """What the mode forbids or needs."""
    if given.get("mode") != "production":
        return []
    faults = [f"production needs {PREFIX}{name.upper()}" for name in ("secret_key", "master_key", "search_key") if not given.get(name)]
    if 0 < len(given.get("secret_key", "")) < 32:
        faults.append(f"{PREFIX}SECRET_KEY must have at least 32 characters")
    if given.get("sink_url"):
        faults.append(f"{PREFIX}SINK_URL is for the demo only")
    return faults


def _faults_of_doors(given: Mapping[str, Any]) -> list[str]:
    """An identity without its client and a level would be believed that proves little; a door that is shut beside no other shuts everybody out."""
    needed = ("eid_client_id", "eid_client_secret", "eid_acr") if given.get("eid_issuer") else ()
    is_shut = str(given.get("password_sign_in", True)).lower() in ("false", "0", "no", "off", "f", "n") and not given.get("sso")
    return [*(f"{PREFIX}EID_ISSUER needs {PREFIX}{name.upper()}" for name in needed if not str(given.get(name, "")).strip()),
            *([f"{PREFIX}PASSWORD_SIGN_IN=false needs {PREFIX}SSO"] if is_shut else [])]


def load(environ: Mapping[str, str]) -> Settings:
    """Settings from the DSR_* variables of `environ`. Raises ConfigError with all faults."""
    faults: list[str] = []
    values: dict[str, Any] = {}
    known = Settings.model_fields
    for variable, text in environ.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name in known:
            values[name] = text
        elif name.removesuffix("_file") in SECRETS:
            if variable.removesuffix("_FILE") in environ:
                faults.append(f"{variable} and {variable.removesuffix('_FILE')} are both set; one of them is needed.")
            values[name.removesuffix("_file")] = _read(variable, text, faults)
        else:
            close = difflib.get_close_matches(name, known, n=1)
            faults.append(f"{variable} is not a setting" + (f"; did you mean {PREFIX}{close[0].upper()}?" if close else "."))
    try:
        settings = Settings(**values)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        faults.extend(f"{PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg'].removeprefix('Value error, ')}" for fault in found if fault["loc"])
        faults.extend([*_faults_of_mode(values), *_faults_of_doors(values)])  # pydantic asks for the whole only when each single value is right
    if faults:
        raise ConfigError("\n".join(faults))
    return settings


def _read(variable: str, path: str, faults: list[str]) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        faults.append(f"{variable}: the file cannot be read.")
        return ""


def describe() -> list[tuple[str, str, str]]:
    """(variable, default, meaning) of every setting, for the README."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else str(field.default)
        rows.append((PREFIX + name.upper(), default, field.description or ""))
    return rows
