"""Owns where everything will be reached: what the user named, else the embedded parts and the simulators.

It refuses settings that name half of something, such as a server without its key.
"""

from pydantic import SecretStr

from deployments import databases, postgres
from deployments.home import Home, ObjectKeys, object_keys
from deployments.ports import Ports, Wish
from integrations.addresses import Address, bot_token, bucket_keys, model_key
from integrations.settings import Settings, Simulated

LOOPBACK = "127.0.0.1"
OBJECT_STORE_PORT = 8420
SIMULATORS_PORT = 8410
SIMULATED_BOT_TOKEN = "110201543:simulated-telegram-token-0000000000"  # noqa: S105 - opens nothing but our simulator
SIMULATED_MODEL_KEY = "sk-simulated"
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - compared with, never bound


def choose_ports(settings: Settings, ports: Ports) -> None:
    """Only for the parts that will run here."""
    ports.choose(_wish(settings, "console", settings.console_host, settings.console_port))
    if settings.prefect_api_url is None:
        ports.choose(_wish(settings, "prefect", LOOPBACK, settings.prefect_port))
    if settings.s3_endpoint is None:
        ports.choose(Wish("object store", LOOPBACK, OBJECT_STORE_PORT))
    if settings.simulated:
        ports.choose(Wish("simulators", LOOPBACK, SIMULATORS_PORT))


def address_of(settings: Settings, home: Home, chosen: dict[str, int]) -> Address:
    keys = _object_keys(settings, home)
    prefect_api = settings.prefect_api_url or f"http://{LOOPBACK}:{chosen['prefect']}/api"
    simulator = f"http://{LOOPBACK}:{chosen['simulators']}" if settings.simulated else None
    medium = f"{simulator}/medium" if Simulated.MEDIUM in settings.simulated else None
    telegram = Simulated.TELEGRAM in settings.simulated
    model = Simulated.MODEL in settings.simulated
    return Address(
        database_url=SecretStr(_database(settings, home)),
        s3_endpoint=settings.s3_endpoint or f"http://{LOOPBACK}:{chosen['object store']}",
        s3_access_key=keys.access,
        s3_secret_key=keys.secret,
        prefect_api_url=prefect_api,
        prefect_ui_url=prefect_api.removesuffix("/api"),
        console_url=f"http://{_reachable(settings.console_host)}:{chosen['console']}",
        telegram_base_url=f"{simulator}/telegram" if telegram else settings.telegram_base_url,
        telegram_bot_token=SecretStr(SIMULATED_BOT_TOKEN) if telegram else bot_token(settings),
        model_base_url=f"{simulator}/model/v1" if model else settings.model_base_url,
        model_api_key=SecretStr(SIMULATED_MODEL_KEY) if model else model_key(settings),
        medium_base_url=f"{medium}/v1" if medium else settings.medium_base_url,
        medium_feed_url=f"{medium}/feed" if medium else settings.medium_feed_url,
        simulators_url=simulator,
    )


def prefect_database(settings: Settings, home: Home) -> str:
    if settings.database_url is None:
        return databases.for_prefect(postgres.url(home, "prefect"))
    return databases.for_prefect(databases.beside(_database(settings, home)))


def _wish(settings: Settings, part: str, host: str, port: int) -> Wish:
    field = f"{part}_port"
    return Wish(part, host, port, field.upper() if field in settings.model_fields_set else None)


def _reachable(host: str) -> str:
    if host in EVERYWHERE:
        return LOOPBACK
    return f"[{host}]" if ":" in host else host


def _database(settings: Settings, home: Home) -> str:
    if settings.database_url is None:
        return postgres.url(home, "copydesk")
    return databases.ours(settings.database_url.get_secret_value())


def _object_keys(settings: Settings, home: Home) -> ObjectKeys:
    if settings.s3_endpoint is None:
        return object_keys(home)
    access, secret = bucket_keys(settings)
    return ObjectKeys(access=access, secret=secret)
