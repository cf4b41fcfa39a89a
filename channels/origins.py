"""Where a request comes from, as far as limits must know: the client's network, under a hash that
nobody without the secret can read.

Takes the peer's own address. What a proxy says of whom it speaks for is put in its place before,
by the server's middleware and for trusted proxies only (`CONVERGE_TRUSTED_PROXIES`).
"""

import hashlib
import hmac
import logging
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection

log = logging.getLogger(__name__)

HOST_BITS = 64
"""Of an IPv6 address: one customer has all that begin alike."""


def origin_of(connection: HTTPConnection, secret: bytes) -> str:
    """A name for the network of whoever is at the other end; good for comparing only."""
    host = connection.client.host if connection.client else ""
    network = network_of(host)
    if "x-forwarded-for" in connection.headers and _is_private(network):
        _tell_of_proxy(network)
    return hmac.new(secret, f"origin:{network}".encode(), hashlib.sha256).hexdigest()[:40]


def network_of(host: str) -> str:
    """What one customer has of the address space: an IPv4 address, or an IPv6 network."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> HOST_BITS << HOST_BITS)}/{HOST_BITS}"


def _is_private(network: str) -> bool:
    try:
        return ip_address(network.partition("/")[0]).is_private
    except ValueError:
        return False


@lru_cache(maxsize=16)
def _tell_of_proxy(network: str) -> None:
    """Once for each: whoever runs the site has forgotten a setting."""
    log.warning(
        "%s forwards requests and is not in CONVERGE_TRUSTED_PROXIES: all whom it speaks for "
        "share one limit of sign-in codes",
        network,
    )
