"""Objects on a real S3 server, and what is said when it refuses or is gone."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import httpx
import psutil
import pytest
import pytest_asyncio
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from deployments import object_store
from deployments.home import Home, object_keys
from deployments.ports import Ports, Wish
from deployments.whereabouts import address_of, choose_ports
from integrations.addresses import Address, read_stack
from integrations.settings import S3Addressing, Settings
from integrations.storage import Bucket, Complaint, Storage, _verdict
from models.domain.errors import CopydeskError, Misconfigured, NeedsPerson, Refused, TryLater
from tests.deployments.stage import a_home, supervised

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels" * 1000


@pytest_asyncio.fixture(scope="module")
async def home() -> AsyncIterator[Home]:
    with a_home() as home:
        yield home


@pytest_asyncio.fixture(scope="module")
async def address(home: Home) -> AsyncIterator[Address]:
    settings = Settings(_env_file=None, copydesk_home=home.root)
    ports = Ports({})
    choose_ports(settings, ports)
    async with supervised(home) as supervisor:
        await supervisor.start(object_store.part(home, ports.chosen["object store"]))
        yield address_of(settings, home, ports.chosen)
    ports.close()


@pytest_asyncio.fixture(scope="module")
async def storage(address: Address) -> Storage:
    storage = Storage.at(address, Bucket("pictures"))
    await storage.make_bucket_if_missing()
    return storage


async def test_a_bucket_is_made_once_however_often_it_is_asked_for(address: Address) -> None:
    storage = Storage.at(address, Bucket("fresh"))
    assert not await storage.has_bucket()
    await asyncio.gather(storage.make_bucket_if_missing(), storage.make_bucket_if_missing())
    await storage.make_bucket_if_missing()
    assert await storage.has_bucket()


async def test_an_image_comes_back_as_it_went_under_the_name_of_its_content(storage: Storage) -> None:
    key = await storage.put(PNG, "image/png")
    assert key == f"images/{sha256(PNG).hexdigest()}.png"
    assert await storage.get(key) == PNG
    assert await storage.put(PNG, "image/png") == key


async def test_what_was_never_put_does_not_exist(storage: Storage) -> None:
    assert await storage.exists(await storage.put(PNG, "image/png"))
    assert not await storage.exists("images/none.png")


async def test_an_image_that_is_gone_needs_a_person(storage: Storage) -> None:
    with pytest.raises(NeedsPerson, match=r"images/none\.png"):
        await storage.get("images/none.png")


async def test_what_is_no_image_is_refused(storage: Storage) -> None:
    with pytest.raises(Refused, match="text/html is no image"):
        await storage.put(b"<p>", "text/html")


async def test_a_presigned_address_is_readable_without_a_key_and_only_so(storage: Storage) -> None:
    url = await storage.presigned(await storage.put(PNG, "image/png"), timedelta(minutes=5))
    async with httpx.AsyncClient() as anybody:
        assert (await anybody.get(url)).content == PNG
        assert (await anybody.get(url.split("?")[0])).is_client_error


@pytest.mark.parametrize("field", ["s3_access_key", "s3_secret_key"])
async def test_a_wrong_key_is_named_and_not_shown(address: Address, field: str) -> None:
    storage = Storage.at(address.model_copy(update={field: SecretStr("wrong-hush")}), Bucket("pictures"))
    with pytest.raises(Misconfigured) as refusal:
        await storage.put(PNG, "image/png")
    assert "S3_ACCESS_KEY" in str(refusal.value)
    assert "wrong-hush" not in str(refusal.value)


async def test_a_server_that_is_gone_may_be_asked_again_later(address: Address) -> None:
    storage = Storage.at(address.model_copy(update={"s3_endpoint": "http://127.0.0.1:9"}), Bucket("pictures"))
    with pytest.raises(TryLater, match="does not answer"):
        await storage.put(PNG, "image/png")


@pytest.mark.parametrize(
    ("code", "message", "reaction"),
    [
        ("XMinioStorageFull", "Storage backend has reached its minimum free drive threshold.", NeedsPerson),
        ("InternalError", "write /objects/x: no space left on device", NeedsPerson),
        ("SlowDown", "Please reduce your request rate.", TryLater),
        ("NoSuchBucket", "The specified bucket does not exist", Misconfigured),
    ],
)
def test_each_refusal_has_its_reaction(code: str, message: str, reaction: type[CopydeskError]) -> None:
    assert type(_verdict(Complaint(code, message))) is reaction


async def test_the_server_keeps_its_keys_out_of_the_process_list_and_to_its_owner(home: Home, address: Address) -> None:
    words = psutil.Process(read_stack(home.root).processes[0].pid).cmdline()
    keys = object_keys(home)
    assert not any(key.get_secret_value() in word for key in (keys.access, keys.secret) for word in words)
    assert (home.root / "object_store.json").stat().st_mode & 0o077 == 0


def test_the_bucket_stands_in_the_path_or_in_the_hosts_name_as_is_set(address: Address) -> None:
    far = address.model_copy(update={"s3_endpoint": "https://s3.example.com"})
    for addressing, where in (
        (S3Addressing.AUTO, "https://s3.example.com/pictures/a.png"),
        (S3Addressing.PATH, "https://s3.example.com/pictures/a.png"),
        (S3Addressing.HOST, "https://pictures.s3.example.com/a.png"),
    ):
        storage = Storage.at(far, Bucket("pictures", addressing=addressing))
        assert storage.client.presigned_get_object("pictures", "a.png").startswith(f"{where}?")


def a_certificate(folder: Path) -> tuple[Path, Path]:
    """For this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an object store")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1)
    )
    made = builder.add_extension(here, critical=False).sign(key, hashes.SHA256())
    kept = folder / "store.pem", folder / "store.key"
    kept[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    kept[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return kept


async def test_a_server_with_a_certificate_of_its_own_is_trusted_by_the_file_that_is_named(
    address: Address, home: Home, tmp_path: Path
) -> None:
    certificate, key = a_certificate(tmp_path)
    ports = Ports({})
    port = ports.choose(Wish("secure store", "127.0.0.1", 8650))
    part = object_store.part(home, port)
    secure = replace(
        part,
        command=(*part.command, f"--cert={certificate}", f"--key={key}"),
        where=f"https://127.0.0.1:{port}",
    )
    there = address.model_copy(update={"s3_endpoint": f"https://127.0.0.1:{port}"})
    async with supervised(home) as supervisor:
        await supervisor.start(secure)
        storage = Storage.at(there, Bucket("secure", ca_file=certificate))
        await storage.make_bucket_if_missing()
        assert await storage.get(await storage.put(PNG, "image/png")) == PNG
        with pytest.raises(Misconfigured, match="S3_CA_FILE"):
            await Storage.at(there, Bucket("secure")).has_bucket()
    ports.close()


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_that_is_no_certificate_is_named(address: Address, tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    far = address.model_copy(update={"s3_endpoint": "https://s3.example.com"})
    with pytest.raises(Misconfigured, match="S3_CA_FILE cannot be used"):
        Storage.at(far, Bucket("pictures", ca_file=file))
