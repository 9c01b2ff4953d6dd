"""Owns `.env.example`: every setting with its description and default, rendered from the settings class."""

from pathlib import Path
from typing import get_args

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from integrations.settings import CLONE, Settings

HEAD = "# Rendered by `copydesk env-example`. Copy it to .env and change what you need: these are the defaults.\n"


def render() -> str:
    return HEAD + "".join(f"\n{_entry(name, field)}" for name, field in Settings.model_fields.items())


def _entry(name: str, field: FieldInfo) -> str:
    return f"# {field.description}\n# {name.upper()}={_default(field)}\n"


def _default(field: FieldInfo) -> str:
    if field.default is None or SecretStr in get_args(field.annotation):
        return ""
    if isinstance(field.default, Path):
        return str(field.default.relative_to(CLONE))
    return str(field.default)
