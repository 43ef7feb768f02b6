"""Addresses of a company's network: those of an office, and those behind which many people are at once. They lead to nobody.

Invariant: what cannot be read as an address is in no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_interface, ip_network

from dsr.domain.compare import as_text
from dsr.domain.conditions import Condition

KIND = "ip"


@dataclass(frozen=True, slots=True)
class CompanyNetwork:
    """How addresses of the company's network are told: they lie in one of `networks`, or `when` holds in their row."""

    networks: tuple[str, ...] = ()
    when: Condition | None = None

    def has(self, value: object) -> bool:
        """Whether a value is an address in one of the networks."""
        return bool(self.networks) and _is_within(as_text(value), self.networks)


@lru_cache(maxsize=50_000)
def _is_within(text: str, networks: tuple[str, ...]) -> bool:
    found = _address(text)
    return found is not None and any(found in network for network in _read(networks))


@lru_cache(maxsize=100)
def _read(networks: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(one) for one in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """An address, also with the length of a network, in brackets, with a port or a zone, or of the fourth version in the form of the sixth."""
    plain = text.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ip_interface(plain).ip if "/" in plain else ip_address(plain.partition("%")[0])
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
