"""The relying party against a real provider on loopback: what holds, and each way in which an answer may lie."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from dsr.demo.eid import LEVEL, Reply
from dsr.domain.names import Name
from dsr.eid import EidRefused, EidUnreachable
from tests.eid.provider import BACK_TO, CAROL, Bent, Running, attempt, shown
from tests.fakes import FrozenNow

NAME = Name("Søren Ærø", "O'Brien")


def _refused(running: Running, now: FrozenNow) -> str:
    """Why an honest person's code is refused."""
    code = shown(running, attempt())
    with pytest.raises(EidRefused) as error:
        running.party.redeem(code, attempt(), now=now())
    return error.value.reason


def test_the_name_comes_back_and_nothing_that_was_not_asked_for(running: Running, now: FrozenNow) -> None:
    running.provider.more_claims = {"cpr": "010190-1234", "birthdate": "1990-01-01", "https://idp.example/nin": "0101901234"}
    said = running.party.redeem(shown(running, attempt()), attempt(), now=now())
    assert (said.issuer, str(said.name), said.level) == (running.provider.issuer, CAROL, LEVEL)
    assert "0101" not in "".join(str(getattr(said, name)) for name in said.__slots__)
    assert CAROL not in repr(said)
    assert said.subject not in repr(said)


def test_the_address_asks_for_a_code_with_everything_that_binds_it(running: Running, now: FrozenNow) -> None:
    address = urlsplit(running.party.address(attempt(), locale="da", now=now()))
    asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{running.provider.issuer}/authorize"
    challenge = asked.pop("code_challenge")
    assert len(challenge) == 43
    assert asked == {"response_type": "code", "client_id": "dsr-demo", "redirect_uri": BACK_TO, "scope": "openid profile", "state": "state-a",
                     "nonce": "nonce-a", "code_challenge_method": "S256", "prompt": "login", "acr_values": LEVEL, "ui_locales": "da"}
    assert attempt().verifier not in address.query


def test_a_code_is_good_once_and_only_with_the_verifier_of_its_own_attempt(running: Running, now: FrozenNow) -> None:
    code = shown(running, attempt())
    with pytest.raises(EidRefused, match="code_refused"):
        running.party.redeem(code, attempt("thief"), now=now())
    code = shown(running, attempt())
    running.party.redeem(code, attempt(), now=now())
    with pytest.raises(EidRefused, match="code_refused"):
        running.party.redeem(code, attempt(), now=now())


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _by_nobody(claims: dict[str, Any]) -> str:
    return f'{_encoded(json.dumps({"alg": "none"}).encode())}.{_encoded(json.dumps(claims).encode())}.'


def _with_public_key(provider: Bent) -> Callable[[dict[str, Any]], str]:
    """HS256 with the public key as the secret: what a verifier that lets the token choose would accept. By hand: the library refuses to do it."""
    def sign(claims: dict[str, Any]) -> str:
        signed = f'{_encoded(json.dumps({"alg": "HS256", "kid": provider.key.kid}).encode())}.{_encoded(json.dumps(claims).encode())}'
        return f"{signed}.{_encoded(hmac.digest(provider.key.as_pem(private=False), signed.encode(), 'sha256'))}"
    return sign


def _by_another(provider: Bent) -> Callable[[dict[str, Any]], str]:
    key = ECKey.generate_key("P-256", {"kid": provider.key.kid}, private=True)
    return lambda claims: jwt.encode({"alg": "ES256", "kid": provider.key.kid}, claims, key)


def test_a_token_that_its_issuer_did_not_sign_is_refused(running: Running, now: FrozenNow) -> None:
    provider = running.provider
    for sign in (_by_nobody, _with_public_key(provider), _by_another(provider), lambda claims: "no token", lambda claims: ""):
        provider.sign = sign
        assert _refused(running, now) == "signature"


def test_a_shared_secret_among_the_public_keys_is_no_key(running: Running, now: FrozenNow) -> None:
    provider, secret = running.provider, OctKey.generate_key(256, {"kid": "shared"})
    keys = {"keys": [secret.as_dict(private=True), provider.key.as_dict(private=False)]}
    provider.instead = lambda path: Reply(200, json.dumps(keys).encode()) if path == "/jwks" else None
    provider.sign = lambda claims: jwt.encode({"alg": "HS256", "kid": "shared"}, claims, secret, algorithms=["HS256"])
    assert _refused(running, now) == "signature"
    keys["keys"].pop()
    running.party = running.make_party()
    provider.sign = None
    assert _refused(running, now) == "bad_keys"


@pytest.mark.parametrize(("changed", "reason"), [
    ({"nonce": "nonce-of-another"}, "claim_nonce"), ({"nonce": None}, "claim_nonce"),
    ({"iss": "https://other.example"}, "claim_iss"), ({"iss": None}, "claim_iss"),
    ({"aud": "another-client"}, "claim_aud"), ({"aud": None}, "claim_aud"), ({"aud": []}, "claim_aud"),
    ({"aud": ["dsr-demo", "another"]}, "claim_azp"), ({"aud": ["dsr-demo", "another"], "azp": "another"}, "claim_azp"),
    ({"azp": "another"}, "claim_azp"),
    ({"exp": None}, "claim_exp"), ({"exp": 1}, "claim_exp"), ({"iat": None}, "claim_iat"), ({"iat": 1}, "claim_iat"),
    ({"iat": 9_999_999_999, "exp": 9_999_999_999}, "claim_iat"), ({"nbf": 9_999_999_999}, "claim_nbf"),
    ({"acr": "low"}, "claim_acr"), ({"acr": None}, "claim_acr"), ({"acr": ["substantial"]}, "claim_acr"),
    ({"sub": ""}, "claim_sub"), ({"sub": None}, "claim_sub"),
    ({"given_name": None, "family_name": None, "name": None}, "no_name"),
])
def test_a_token_that_says_something_else_is_refused(running: Running, now: FrozenNow, changed: dict[str, Any], reason: str) -> None:
    running.provider.more_claims = changed
    assert _refused(running, now) == reason


def test_several_audiences_with_us_as_the_party_are_fine(running: Running, now: FrozenNow) -> None:
    running.provider.more_claims = {"aud": ["dsr-demo", "another"], "azp": "dsr-demo"}
    assert running.party.redeem(shown(running, attempt()), attempt(), now=now()).name == NAME


@pytest.mark.parametrize(("changed", "reason"), [
    ({"issuer": "https://other.example"}, "other_issuer"), ({"issuer": None}, "other_issuer"),
    ({"token_endpoint": "http://idp.example/token"}, "unsafe_address"), ({"jwks_uri": "http://idp.example/jwks"}, "unsafe_address"),
    ({"authorization_endpoint": "javascript:alert(1)"}, "unsafe_address"), ({"authorization_endpoint": "https://a@b.example/"}, "unsafe_address"),
    ({"jwks_uri": None}, "bad_metadata"),
])
def test_metadata_of_another_issuer_or_without_tls_is_refused(running: Running, now: FrozenNow, changed: dict[str, Any], reason: str) -> None:
    running.provider.more_metadata = changed
    with pytest.raises(EidRefused, match=reason):
        running.party.address(attempt(), locale="da", now=now())


def test_an_answer_of_another_issuer_is_refused_before_its_code_is_used(running: Running, now: FrozenNow) -> None:
    running.party.check_sender(running.provider.issuer, now=now())
    for sender in ("https://other.example", "", None):  # it says that it names itself, so none is wrong, too
        with pytest.raises(EidRefused, match="other_issuer"):
            running.party.check_sender(sender, now=now())
    running.provider.more_metadata = {"authorization_response_iss_parameter_supported": False}
    silent = running.make_party()
    silent.check_sender(None, now=now())
    with pytest.raises(EidRefused, match="other_issuer"):
        silent.check_sender("https://other.example", now=now())


def test_metadata_and_keys_are_kept_and_a_new_key_is_found(running: Running, now: FrozenNow) -> None:
    provider = running.provider
    for _ in range(3):
        running.party.redeem(shown(running, attempt()), attempt(), now=now())
    assert (provider.asked["/.well-known/openid-configuration"], provider.asked["/jwks"]) == (1, 1)
    now.forward(minutes=5)
    provider.key = ECKey.generate_key("P-256", {"kid": "new", "use": "sig"}, private=True)
    assert running.party.redeem(shown(running, attempt()), attempt(), now=now()).name == NAME
    assert provider.asked["/jwks"] == 2
    provider.sign = lambda claims: jwt.encode({"alg": "ES256", "kid": "invented"}, claims, provider.key)
    for _ in range(3):
        _refused(running, now)
    assert provider.asked["/jwks"] == 2  # strangers' keys do not make us ask again and again
    provider.sign = None
    now.forward(minutes=61)
    running.party.redeem(shown(running, attempt()), attempt(), now=now())
    assert (provider.asked["/.well-known/openid-configuration"], provider.asked["/jwks"]) == (2, 3)


def test_rsa_is_fine_and_the_secret_goes_in_the_form_where_the_provider_wants_it_there(running: Running, now: FrozenNow) -> None:
    provider = running.provider
    key = RSAKey.generate_key(2048, {"kid": "rsa"}, private=True)
    provider.instead = lambda path: Reply(200, json.dumps(KeySet([key]).as_dict(private=False)).encode()) if path == "/jwks" else None
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "rsa"}, claims, key)
    assert running.party.redeem(shown(running, attempt()), attempt(), now=now()).name == NAME
    assert "client_secret" not in provider.forms[-1]
    provider.more_metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    with pytest.raises(EidRefused, match="code_refused"):  # the demo's own provider takes the other way only
        running.make_party().redeem("x", attempt(), now=now())
    assert provider.forms[-1]["client_secret"] == provider.client_secret


def test_a_name_that_is_not_in_the_token_is_asked_for_and_must_be_of_the_same_person(running: Running, now: FrozenNow) -> None:
    provider = running.provider
    provider.more_claims = {"given_name": None, "family_name": None, "name": None}
    provider.more_metadata = {"userinfo_endpoint": f"{provider.issuer}/userinfo"}
    running.party = running.make_party()
    told = {"sub": provider.claims("", CAROL)["sub"], "given_name": "Søren Ærø", "family_name": "O'Brien"}
    provider.instead = lambda path: Reply(200, json.dumps(told).encode()) if path == "/userinfo" else None
    assert running.party.redeem(shown(running, attempt()), attempt(), now=now()).name == NAME
    told["sub"] = "another"
    assert _refused(running, now) == "claim_sub"


@pytest.mark.parametrize("reply", [Reply(503), Reply(429)])
def test_a_provider_that_is_down_is_no_refusal(running: Running, now: FrozenNow, reply: Reply) -> None:
    code = shown(running, attempt())
    running.provider.instead = lambda path: reply if path == "/token" else None
    with pytest.raises(EidUnreachable):
        running.party.redeem(code, attempt(), now=now())


@pytest.mark.parametrize("reply", [
    Reply(200, b"not json"), Reply(200, b"[]"), Reply(200, b"{}"), Reply(303, location="http://127.0.0.1:9/"), Reply(200, b" " * 400_000)])
def test_an_answer_that_is_none_is_refused_and_leads_nowhere(running: Running, now: FrozenNow, reply: Reply) -> None:
    code = shown(running, attempt())
    running.provider.instead = lambda path: reply if path == "/token" else None
    with pytest.raises(EidRefused):
        running.party.redeem(code, attempt(), now=now())


def test_nobody_there_is_unreachable(running: Running, now: FrozenNow) -> None:
    running.stop()
    with pytest.raises(EidUnreachable):
        running.make_party().address(attempt(), locale="da", now=now())


def test_a_token_may_be_a_minute_off_and_not_more(running: Running, now: FrozenNow) -> None:
    at = int((now() + timedelta(seconds=50)).timestamp())
    running.provider.more_claims = {"iat": at}
    assert running.party.redeem(shown(running, attempt()), attempt(), now=now()).name == NAME
    running.provider.more_claims = {"exp": int((now() - timedelta(seconds=70)).timestamp())}
    assert _refused(running, now) == "claim_exp"
