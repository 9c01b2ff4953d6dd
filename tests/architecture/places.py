"""Owns the list of what is done in named places only, each place with its reason. How it is checked is elsewhere."""

from tests.architecture.reserved import As, Reserved

_PLAYED = {"integrations/simulators/*": "a vendor that we play keeps its own clock, clients and words"}
_STACK = {"deployments/*": "it decides what runs and where"}

PLACES = (
    Reserved(
        what="a commit",
        names=("*.commit", "*.begin", "*.create_engine", "*.create_async_engine", "*.sessionmaker", "*.AsyncSession"),
        places={
            "models/database.py": "the one scope of a session",
            "models/migrations/env.py": "Alembic's own transaction",
        },
        but_not=("tasks.*", "self.begin", "self.people.begin"),  # a step and a simulator begin too, without a database
        offence="async def approve(session):\n    await session.commit()",
    ),
    Reserved(
        what="a second door to the database",
        names=("psycopg*.connect",),
        places={
            "deployments/databases.py": "makes databases, which no session can",
            "deployments/hearing.py": "LISTEN holds a connection of its own",
            "integrations/health.py": "asks whether anybody is there",
        },
        offence="from psycopg import AsyncConnection as Way\nWay.connect('')",
    ),
    Reserved(
        what="a query",
        names=tuple(
            f"sql{kind}*.{verb}"
            for kind in ("model", "alchemy")
            for verb in ("select", "update", "insert", "delete", "text")
        ),
        places={"models/*": "the store holds every query"},
        offence="from sqlmodel import select",
        counts=As.MENTION,
    ),
    Reserved(
        what="suspending a run",
        names=(
            "prefect*.suspend_flow_run",
            "prefect*.asuspend_flow_run",
            "prefect*.pause_flow_run",
            "prefect*.apause_flow_run",
            "prefect.states.Suspended",
            "prefect.states.Paused",
        ),
        places={
            "tasks/gate.py": "looks for a decision before and after falling asleep",
            "deployments/hearing.py": "says how a run stood that goes on now; it suspends none",
        },
        offence="from prefect.flow_runs import pause_flow_run as wait",
        counts=As.MENTION,
    ),
    Reserved(
        what="a client of the model",
        names=("openai*.OpenAI", "openai*.AsyncOpenAI"),
        places={"integrations/writing/client.py": "with no silent retry of a paid call"},
        offence="import openai as model\nmodel.AsyncOpenAI()",
    ),
    Reserved(
        what="a client of Telegram",
        names=("telegram*.Bot", "telegram*.ExtBot", "telegram*.Application*", "telegram*.Updater"),
        places={"integrations/services.py": "the only wiring"},
        offence="import telegram\ntelegram.Bot('')",
    ),
    Reserved(
        what="a client of the object store",
        names=("minio*.Minio",),
        places={"integrations/storage.py": "its one door"},
        offence="from minio import Minio\nMinio('')",
    ),
    Reserved(
        what="a client of Prefect",
        names=(
            "prefect*.PrefectClient",
            "prefect*.get_client",
            "prefect*.SyncPrefectClient",
            "prefect*.AsyncClientContext",
        ),
        places={
            "integrations/services.py": "the only wiring",
            "deployments/worker.py": "one client for every run that it executes",
        },
        offence="from prefect import get_client\nget_client()",
    ),
    Reserved(
        what="an http client",
        names=(
            "httpx*.AsyncClient",
            "httpx*.Client",
            "httpx.get",
            "httpx.post",
            "httpx.request",
            "httpx.stream",
            "requests.*",
            "urllib.request.*",
        ),
        places={
            "integrations/services.py": "the only wiring",
            "integrations/writing/client.py": "under the model's client",
            "integrations/writing/illustrator.py": "the image's address is the vendor's, another host each time",
            "integrations/health.py": "a probe that no proxy may answer",
            "integrations/checkup.py": "the doctor, without services, looks where a stranger would",
            "integrations/remote_console.py": "the command line at a console elsewhere has no services",
            "integrations/reading/fetching.py": "connects to the checked address of a link, past every proxy",
            "deployments/first_account.py": "asks Medium once, before there are services",
            "deployments/provision.py": "tells Prefect of the flows, without its own heavy client",
            "deployments/live.py": "the doctor tries addresses that nothing runs on yet",
            "deployments/chaos/*": "asks the simulators what they saw, and presses Prefect's buttons",
        }
        | _PLAYED,
        offence="from httpx import AsyncClient\nAsyncClient()",
    ),
    Reserved(
        what="a vendor's package",
        names=("minio", "minio.*", "openai", "openai.*", "telegram", "telegram.*", "feedparser", "feedparser.*"),
        places={
            "integrations/storage.py": "speaks S3",
            "integrations/writing/*": "speaks to the model",
            "integrations/telegram/*": "speaks Telegram",
            "integrations/medium/feed.py": "reads Medium's feed",
            "integrations/services.py": "the only wiring",
            "deployments/desk.py": "waits for Telegram to be there",
            "deployments/live.py": "the doctor tries what no article needs yet",
            "deployments/chaos/broken_inbox.py": "a bot that takes updates as the library's own updater does",
        },
        offence="def lazily():\n    import telegram",
        counts=As.IMPORT,
    ),
    Reserved(
        what="a vendor's own word for what costs money or is seen",
        names=(
            *(f"*.send_{what}" for what in ("message", "photo", "document", "media_group", "voice", "video")),
            *(f"*.edit_message_{what}" for what in ("text", "caption", "reply_markup", "media")),
            "*.delete_message",
            "*.put_object",
            "*.remove_object",
            "*.completions.create",
            "*.responses.create",
            "*.images.generate",
            "*.images.edit",
            "*.transcriptions.create",
        ),
        places={
            "integrations/telegram/sender.py": "in the chat's turn, and told apart what became of it",
            "integrations/storage.py": "its one door",
            "integrations/writing/asking.py": "a question to the model",
            "integrations/writing/illustrator.py": "an image",
            "integrations/writing/transcriber.py": "speech",
            "deployments/live.py": "the doctor tries what no article needs yet",
        }
        | _PLAYED,
        offence="async def tell(bot):\n    await bot.send_message(1, 'It is out')",
        counts=As.MENTION,
    ),
    Reserved(
        what="Prefect's private parts",
        names=(
            "prefect._[!_]*",
            "prefect.*._[!_]*",
            "prefect.flow_engine*",
            "prefect.task_engine*",
            "prefect.*_engine",
        ),
        places={
            "deployments/fast_lane.py": "a contract test watches what it touches",
            "deployments/stock_worker.py": "so does one here, until Prefect's limit ends no worker any more",
        },
        offence="from prefect import flow_engine",
        counts=As.MENTION,
    ),
    Reserved(
        what="the knowledge that something is simulated",
        names=tuple(
            f"{owner}{name}"
            for owner in ("", "*.")
            for name in ("Simulated", "simulated", "is_simulated", "simulate", "demo", "is_demo")
        ),
        places={"integrations/settings.py": "which services have no key"} | _STACK,
        offence="def base_url(settings):\n    return '' if settings.simulated else ''",
        counts=As.MENTION,
    ),
    Reserved(
        what="the address of the simulators",
        names=("*.simulators_url", "simulators_url"),
        places={
            "integrations/addresses.py": "one address among the others, none where nothing is played",
            "integrations/health.py": "whether they answer",
            "console/phone.py": "the phone in a frame, and its first tap",
        }
        | _STACK
        | _PLAYED,
        offence="def base_url(address):\n    return address.simulators_url",
        counts=As.MENTION,
    ),
    Reserved(
        what="the environment",
        names=("os.environ", "os.getenv", "os.putenv", "dotenv.*"),
        places={"integrations/settings.py": "settings are read once"} | _STACK,
        offence="from os import environ as around",
        counts=As.MENTION,
    ),
    Reserved(
        what="the wall clock",
        names=("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.*.today", "time.time", "time.time_ns"),
        places={"integrations/services.py": "the clock that all others are handed"} | _STACK | _PLAYED,
        offence="from datetime import UTC, datetime\nclock = datetime.now",
        counts=As.MENTION,
    ),
)
