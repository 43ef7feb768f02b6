"""Electronic identities (MitID, BankID, itsme and the like) by OpenID Connect: we are the relying party, and ask for a name and nothing else.

Invariant: what comes back is believed only if the issuer that was configured signed it, for us, for this attempt, just now, at a level that is
high enough; and nothing of it but the name and a pseudonym ever leaves this package.
"""

from dsr.eid.base import Asserted, EidRefused, EidUnreachable, Party
from dsr.eid.party import RelyingParty

__all__ = ["Asserted", "EidRefused", "EidUnreachable", "Party", "RelyingParty"]
