"""Where a link may lead: to the public web and nowhere else, whatever its name says."""

import httpx
import pytest

from integrations.reading.network import Network, is_public
from integrations.reading.refusals import Unreadable


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104 - refused, never bound
        *("224.0.0.1", "239.1.1.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "fec0::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::"),
    ],
)
def test_an_address_that_is_not_public_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_public_address_is_known_however_it_is_written(address: str) -> None:
    assert is_public(address)


def _says(*addresses: str) -> Network:
    async def look_up(_: str, __: int) -> list[str]:
        return list(addresses)

    return Network(look_up=look_up)


async def test_a_host_with_one_private_address_among_public_ones_is_refused() -> None:
    with pytest.raises(Unreadable, match="does not lead to the public web"):
        await _says("93.184.216.34", "10.0.0.1").addresses(httpx.URL("https://example.org/page"))


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("ftp://example.org/file", "no link to a page"),
        ("file:///etc/passwd", "no link to a page"),
        ("gopher://example.org:70/1", "does not lead to the public web"),
        ("https:///nowhere", "no link to a page"),
        ("https://ada:secret@example.org/", "carries a name or a password"),
        ("http://example.org:25/", "does not lead to the public web"),
        ("http://example.org:22/", "does not lead to the public web"),
    ],
)
async def test_a_link_that_is_none_is_refused_without_its_password(link: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said) as refusal:
        await _says("93.184.216.34").addresses(httpx.URL(link))
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:7f00:1]"])
async def test_every_spelling_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Unreadable):
        await Network().addresses(httpx.URL(f"http://{host}:8080/"))


async def test_a_host_that_the_wiring_names_is_read_on_its_own_port_only() -> None:
    network = Network({"127.0.0.1:8410"})
    assert await network.addresses(httpx.URL("http://127.0.0.1:8410/web/letters")) == ["127.0.0.1"]
    with pytest.raises(Unreadable):
        await network.addresses(httpx.URL("http://127.0.0.1:8411/"))


async def test_a_name_that_is_none_is_refused_in_words() -> None:
    with pytest.raises(Unreadable, match=r"There is no host|is not the name of a host"):
        await Network().addresses(httpx.URL("http://" + "a" * 70 + ".invalid/"))
