"""What is done to a finished PDF: attached files or none, a signature that any reader can check, a second copy behind a password."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from dsr.documents.bundle import Written, write_response
from dsr.documents.finishing import COPY, Finish, signer
from dsr.domain.answer import Answer
from dsr.domain.errors import Misconfigured
from tests.documents.answers import MemorySink, answer, batch, table

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PKCS#12 file with a key and its certificate; the certificate alone lies beside it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fjordtel A/S")])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
                   .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1)).add_extension(usage, critical=True)
                   .sign(key, hashes.SHA256()))
    folder = tmp_path_factory.mktemp("seal")
    (folder / "seal.p12").write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, BestAvailableEncryption(b"secret")))
    (folder / "seal.der").write_bytes(certificate.public_bytes(Encoding.DER))
    return folder / "seal.p12"


def _write(finish: Finish, one: Answer | None = None) -> tuple[MemorySink, Written]:
    sink = MemorySink()
    return sink, write_response(one or answer(table(2, "name")), lambda _table: iter([batch([["Ida"], ["Søren"]])]), sink, finish=finish)


@pytest.mark.parametrize("attach", [True, False])
def test_files_are_attached_or_not_as_the_person_chooses(attach: bool) -> None:
    sink, _ = _write(Finish(attach=attach))
    with pikepdf.open(BytesIO(sink.files["response.pdf"])) as pdf:
        assert bool(pdf.attachments) is attach
        assert ("/AF" in pdf.Root) is attach
    assert "data/crm.contact.csv" in sink.files


def test_a_signed_answer_is_checked_by_a_reader_and_says_who_signed(seal: Path) -> None:
    sink, written = _write(Finish(sign=signer(seal, "secret")))
    signature = PdfFileReader(BytesIO(sink.files["response.pdf"])).embedded_signatures[0]
    trusted = load_cert_from_pemder(str(seal.with_suffix(".der")))
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[trusted]))
    assert status.bottom_line
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert next(one for one in written.files if one.name == "response.pdf").size == len(sink.files["response.pdf"])


def test_a_changed_byte_breaks_the_signature(seal: Path) -> None:
    sink, _ = _write(Finish(sign=signer(seal, "secret")))
    changed = bytearray(sink.files["response.pdf"])
    changed[2000] ^= 1
    signature = PdfFileReader(BytesIO(bytes(changed)), strict=False).embedded_signatures[0]
    assert not validate_pdf_signature(signature, ValidationContext(trust_roots=[signature.signer_cert])).bottom_line


def test_what_is_signed_is_the_answer_as_it_was_with_the_signature_behind_it(seal: Path) -> None:
    plain, signed = _write(Finish())[0].files["response.pdf"], _write(Finish(sign=signer(seal, "secret")))[0].files["response.pdf"]
    assert signed.startswith(plain)
    assert len(signed) > len(plain)


def test_the_second_copy_opens_with_the_password_and_not_without() -> None:
    sink, written = _write(Finish(password=PASSWORD))
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(BytesIO(sink.files[COPY]))
    with pikepdf.open(BytesIO(sink.files[COPY]), password=PASSWORD) as pdf:
        assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)
    with pypdfium2.PdfDocument(sink.files[COPY], password=PASSWORD) as pdf:
        assert "Søren" in "".join(page.get_textpage().get_text_range() for page in pdf)
    assert "Søren".encode() not in sink.files[COPY]
    assert COPY in {one.name for one in written.files}
    assert COPY in sink.files["manifest.json"].decode()


def test_without_a_wish_there_is_no_second_copy() -> None:
    assert COPY not in _write(Finish())[0].files


@pytest.mark.parametrize(("name", "password", "words"), [
    ("missing.p12", "secret", "cannot be read"), ("seal.p12", "wrong", "does not open"), ("seal.der", "secret", "does not open")])
def test_a_key_that_cannot_sign_is_told_at_once(seal: Path, name: str, password: str, words: str) -> None:
    with pytest.raises(Misconfigured, match=words):
        signer(seal.parent / name, password)
