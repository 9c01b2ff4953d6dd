"""Owns the way from any earlier schema to this one. `upgrade` is idempotent and takes one migrator at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from models.database import with_driver

HERE = Path(__file__).parent


def config(database_url: str) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(HERE))
    settings.attributes["url"] = with_driver(database_url)
    return settings


def upgrade(database_url: str) -> None:
    command.upgrade(config(database_url), "head")
