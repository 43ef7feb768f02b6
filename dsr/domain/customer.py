"""Customer companies: where a contract stands, who speaks for the company, and what it has told us to do once and for all."""

from __future__ import annotations

from enum import StrEnum


class CompanyState(StrEnum):
    ACTIVE = "active"
    LEFT = "left"                  # no customer any more
    LIQUIDATION = "liquidation"    # the liquidator speaks for it, once staff have checked who that is
    DISSOLVED = "dissolved"        # nobody is left to ask


class ContactRole(StrEnum):
    """What somebody at a company may do."""

    PRIVACY = "privacy"            # is asked, and instructs
    DEPUTY = "deputy"              # is asked as well
    LIQUIDATOR = "liquidator"      # speaks for a company in liquidation
    SUPPLIER = "supplier"          # a reseller's contact: passes on to the next hop


class Standing(StrEnum):
    """What a company wants done with requests of its people."""

    ANSWER = "answer"              # answer them for us
    ASK = "ask"                    # ask us each time
    FORWARD = "forward"            # pass them on; we answer ourselves
