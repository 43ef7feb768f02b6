"""Providers where anybody gets a mailbox of their own: such an address is in nobody's hands but its holder's.

Invariant: what is not in the list is taken for an employer's. A provider that also employs people under the same domain is left out, because then
its administrator reads along.
"""

from __future__ import annotations

_LIST = (
    # everywhere
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com rocketmail.com icloud.com me.com mac.com aol.com gmx.com "
    "gmx.net mail.com proton.me protonmail.com pm.me tuta.com tuta.io tutanota.com fastmail.com fastmail.fm hey.com zohomail.eu zohomail.com "
    "hushmail.com mailfence.com runbox.com posteo.net duck.com "
    # Denmark
    "outlook.dk hotmail.dk live.dk yahoo.dk jubii.dk mail.dk stofanet.dk tdcadsl.dk mail.tele.dk post.tele.dk youmail.dk ofir.dk sol.dk get2net.dk "
    "webspeed.dk privat.dk vip.cybercity.dk mail.tdcadsl.dk "
    # Sweden, Norway, Finland
    "hotmail.se live.se outlook.se yahoo.se bredband.net comhem.se spray.se tele2.se home.se swipnet.se hotmail.no live.no yahoo.no online.no "
    "start.no frisurf.no broadpark.no lyse.net luukku.com elisanet.fi kolumbus.fi suomi24.fi saunalahti.fi hotmail.fi pp.inet.fi "
    # Netherlands, Belgium
    "hotmail.nl live.nl outlook.nl yahoo.nl ziggo.nl kpnmail.nl planet.nl hetnet.nl xs4all.nl home.nl casema.nl upcmail.nl chello.nl quicknet.nl "
    "hotmail.be live.be outlook.be yahoo.be telenet.be skynet.be scarlet.be "
    # France, Germany, Austria, Switzerland, Luxembourg
    "hotmail.fr live.fr outlook.fr yahoo.fr wanadoo.fr free.fr sfr.fr laposte.net bbox.fr neuf.fr voila.fr numericable.fr hotmail.de live.de "
    "outlook.de yahoo.de gmx.de gmx.at gmx.ch web.de t-online.de freenet.de posteo.de mailbox.org arcor.de kabelmail.de bluewin.ch pt.lu "
    # Poland
    "wp.pl o2.pl onet.pl op.pl vp.pl onet.eu poczta.onet.pl interia.pl interia.eu gazeta.pl tlen.pl "
    # United Kingdom, Ireland
    "hotmail.co.uk live.co.uk outlook.ie yahoo.co.uk yahoo.ie btinternet.com virginmedia.com talktalk.net ntlworld.com tiscali.co.uk eircom.net "
    # for trials: the domain is reserved and belongs to nobody
    "freemail.example")
PROVIDERS = frozenset(_LIST.split())


def is_public(domain: str) -> bool:
    """Whether the domain is such a provider's. Spelling as in an address: lower case, in ASCII."""
    return domain in PROVIDERS
