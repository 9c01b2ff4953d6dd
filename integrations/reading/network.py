"""Owns where a link may lead: public addresses, and the hosts that the wiring names. It opens no connection.

Whoever connects uses an address that came from here, not the name: a name that is looked up twice can point elsewhere
the second time.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from integrations.reading.refusals import Unreadable
from models.domain.errors import TryLater

LookUp = Callable[[str, int], Awaitable[list[str]]]
_PORTS = {"http": 80, "https": 443}
_FIRST_FREE_PORT = 1024  # below it live mail, shells and printers, which no article links to
_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits


class Network:
    """The rule. `own` holds `host:port` of pages that may be read although they are not public."""

    def __init__(self, own: Collection[str] = (), look_up: LookUp | None = None) -> None:
        self._own, self._look_up = frozenset(own), look_up or _addresses_of

    async def addresses(self, url: httpx.URL) -> list[str]:
        """Where to connect for this link: every address of its host is allowed, or none is used."""
        port = url.port or _PORTS.get(url.scheme)
        if port is None or not url.host:
            raise Unreadable(f"{url} is no link to a page: it has to begin with http:// or https://.")
        if url.userinfo:
            raise Unreadable(f"A link to {url.host} carries a name or a password; send it without.")
        found = await self._look_up(url.raw_host.decode("ascii"), port)
        if f"{url.host}:{port}" in self._own:
            return found
        if (port < _FIRST_FREE_PORT and port not in _PORTS.values()) or not all(map(is_public, found)):
            raise Unreadable(f"{url} does not lead to the public web, so it is not opened.")
        return found


def is_public(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast
    inner = _inside(ip)
    if inner is not None:
        return is_public(str(inner))
    return ip in _UNICAST and ip.is_global and ip.sixtofour is None and ip.teredo is None


def _inside(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped


async def _addresses_of(host: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as failure:
        if failure.errno == socket.EAI_AGAIN:
            raise TryLater(f"The address of {host} cannot be looked up right now.") from failure
        raise Unreadable(f"There is no host called {host}.") from failure
    except UnicodeError as failure:
        raise Unreadable(f"{host[:80]} is not the name of a host.") from failure
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
