"""One Kit per process, made once before the first fork. Invariant: it holds no open connection, so a forked horse may use it as it is."""

from __future__ import annotations

import os
from datetime import timedelta

import config
from dsr.kit import Kit, make_kit
from dsr.services.answer import signing
from workers.dispatch import make_dispatcher

_kit: Kit | None = None


def kit() -> Kit:
    """The kit of this process; from the environment unless one was given."""
    global _kit
    if _kit is None:
        settings = config.load(os.environ)
        _kit = make_kit(settings, os.environ, make_dispatcher(settings))
        signing(settings)  # a key that cannot sign is told now and not at the first answer; and what is loaded here no horse loads again
    return _kit


def use(given: Kit | None) -> None:
    """Work with this kit (tests; None: forget it)."""
    global _kit
    _kit = given


def lease(given: Kit) -> timedelta:
    return timedelta(seconds=given.settings.job_lease_s)
