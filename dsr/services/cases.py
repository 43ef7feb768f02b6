"""What a request holds of the person, sealed under its case key. Invariant: each value opens only in its own place."""

from __future__ import annotations

from dsr.domain.errors import InvalidInput
from dsr.domain.national_ids import blocks
from dsr.models import Request
from dsr.vault import Handle, Vault

LONGEST = {"name": 200, "email": 254, "employer": 300, "numbers": 1000, "message": 8000, "reason": 4000, "note": 4000, "proof": 1000,
           "said": 1000, "company": 200, "answer": 4000, "address": 600, "where": 1000, "organisation": 300, "large": 1000,
           "what": 2000, "categories": 2000, "consequences": 2000, "measures": 2000, "risk_reason": 2000, "number": 80, "authority": 200,
           "nature": 1000, "effects": 1000, "done": 1000}

# What turns the words after it around, or hides between them, so that staff and letters read something else than was typed. The joiners of Persian
# and of Indian scripts (U+200C, U+200D) belong to their words and stay.
_UNSEEN = dict.fromkeys((0, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF))


def place(reference: str, field: str) -> str:
    """What a sealed field of a request is bound to."""
    return f"request:{reference}:{field}"


def read(request: Request, field: str, case: Handle) -> str:
    """One of name, email, employer, numbers, message. Raises VaultError."""
    sealed: bytes = getattr(request, field)
    return case.open(sealed, place(request.reference, field)).decode()


def code_token(vault: Vault, reference: str, code: str) -> str:
    """The keyed hash of a pick-up code in its normal form; bound to its request, so that one code never opens another's answer."""
    return vault.token("pickup", f"{reference}:{code}")


def reason_place(reference: str, number: int) -> str:
    """What the sealed reason of a part is bound to."""
    return f"part:{reference}:{number}:reason"


def note_place(reference: str, staff_id: int) -> str:
    """What a sealed note is bound to."""
    return f"note:{reference}:{staff_id}"


def clean(field: str, text: str, *, required: bool = False, one_line: bool = False) -> str:
    """The text without blanks around it and without what is not seen. Raises InvalidInput: required, too_long, line_break, national_number."""
    text = text.translate(_UNSEEN).strip()
    if required and not text:
        raise InvalidInput(field=field, problem="required")
    if len(text) > LONGEST[field]:
        raise InvalidInput(field=field, problem="too_long")
    if one_line and any(sign in text for sign in "\r\n\u2028\u2029\x0b\x0c\x85"):
        raise InvalidInput(field=field, problem="line_break")
    if blocks(text):
        raise InvalidInput(field=field, problem="national_number")
    return text
