"""All that the mailbox promises, against the machine's own Dovecot. Needs the Debian package dovecot-imapd."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.dovecot import Dovecot
from tests.workers.test_corpus_mail import *  # noqa: F403  the same suite, with another server
from tests.workers.test_mailbox import *  # noqa: F403


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    server = Dovecot()
    yield server
    server.stop()
