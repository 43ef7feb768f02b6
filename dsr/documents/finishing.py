"""What is done to a PDF when its pages are written: a signature, and a second copy that a password opens.

Invariants: a signature is put behind the bytes that were there and changes none of them (PAdES, ETSI EN 319 142); without one, and without a
second copy, the document goes out as it is written and is never held as a whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from dsr.domain.errors import Misconfigured

if TYPE_CHECKING:
    from pyhanko.sign.signers import PdfSigner

COPY = "response-encrypted.pdf"
FIELD = "Signature"


@dataclass(frozen=True, slots=True)
class Finish:
    """`attach`: whether CSV, JSON lines and JSON go into the PDF; `sign`: from a PDF to the signed one; `password`: of a second copy, "" for none."""

    attach: bool = True
    sign: Callable[[bytes], bytes] | None = None
    password: str = ""

    @property
    def needs_all(self) -> bool:
        """Whether the whole document must be in hand before the first byte of it leaves."""
        return self.sign is not None or bool(self.password)


def signer(file: Path, password: str) -> Callable[[bytes], bytes]:
    """What signs with the key and certificates of a PKCS#12 file. Raises Misconfigured."""
    try:
        from pyhanko.sign import signers  # an extra, and large
        from pyhanko.sign.fields import SigSeedSubFilter  # the same
    except ImportError:
        raise Misconfigured("DSR_SIGNATURE_FILE: signing needs pyHanko, which is not installed; install dsr[sign].") from None
    try:
        file.read_bytes()
    except OSError as error:
        raise Misconfigured(f"DSR_SIGNATURE_FILE: '{file}' cannot be read ({error.strerror}).") from None
    key = signers.SimpleSigner.load_pkcs12(str(file), passphrase=password.encode())  # type: ignore[no-untyped-call]
    if key is None:
        raise Misconfigured(f"DSR_SIGNATURE_FILE: '{file}' is no PKCS#12 file with a key, or DSR_SIGNATURE_PASSWORD does not open it.")
    told = signers.PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    return lambda pdf: _signed(pdf, signers.PdfSigner(told, key))


def _signed(pdf: bytes, how: PdfSigner) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # an extra

    class Writer(IncrementalPdfFileWriter):
        def ensure_output_version(self, version: object) -> None:
            """It stays what it says it is: an archival PDF is of version 1.7 (ISO 19005-3), and says by its extensions what it has of 2.0."""

    out = BytesIO()
    how.sign_pdf(Writer(BytesIO(pdf)), output=out)
    return out.getvalue()


def encrypted(pdf: bytes, password: str) -> bytes:
    """The same document behind a password, AES-256 (ISO 32000-2). It is no archival PDF: these may not be encrypted. Raises Misconfigured."""
    try:
        import pikepdf  # an extra
    except ImportError:
        raise Misconfigured("a copy behind a password needs pikepdf, which is not installed; install dsr[encrypt].") from None
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner=password, user=password, R=6))
    return out.getvalue()
