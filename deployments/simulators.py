"""Owns running the simulators of Telegram, the model and Medium as one process on loopback."""

import sys
from pathlib import Path

from deployments.home import Home
from deployments.part import Part
from deployments.probes import answers
from deployments.surroundings import plain

HOST = "127.0.0.1"


def part(home: Home, port: int, simulated: str) -> Part:
    url = f"http://{HOST}:{port}"
    return Part(
        name="simulators",
        command=(sys.executable, "-m", "deployments.simulators", str(home.simulators), str(port)),
        environment=plain(),
        is_ready=answers(f"{url}/_sim/faults"),
        fix="Set the keys of the real services, or SIMULATE=none.",
        where=url,
        note=simulated,
        stop_seconds=1,
    )


def serve(folder: Path, port: int) -> None:
    import uvicorn  # noqa: PLC0415 - `up` imports this file and never serves

    from integrations.simulators.server import KEEPS_SECONDS, build  # noqa: PLC0415 - likewise

    uvicorn.run(
        build(folder),
        host=HOST,
        port=port,
        log_level="warning",
        timeout_keep_alive=KEEPS_SECONDS,
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
