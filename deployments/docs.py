"""Owns the pages of the docs that are rendered from code: settings, stages, commands, deployments, prompts, checks.

`.venv/bin/python -m deployments.docs` writes them, a test compares them. It refuses prose that a person should write.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import typer
import yaml  # comes with Prefect, without types
from pydantic.fields import FieldInfo
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from deployments.console_pictures import pictures_part
from deployments.docs_api import api_part
from deployments.docs_writing import checks_part, prompts_part
from deployments.provision import PREFECT_FILE
from integrations.settings import CLONE, Settings
from models.domain.article import MOVES, STOPPED, WORKED_ON, Stage

FOLDER = CLONE / "docs"
COMMAND = ".venv/bin/python -m deployments.docs"
_MADE = f"<!-- Rendered by `{COMMAND}`: change the code, then run it. -->\n"


def pages() -> Mapping[str, Callable[[], str]]:
    return {
        "settings.md": settings_page,
        "stages.md": stages_page,
        "commands.md": commands_page,
        "deployments.md": deployments_page,
        "prompts.md": lambda: _page("Prompts", *prompts_part()),
        "api.md": lambda: _page("The API", *api_part()),
        "console-in-pictures.md": lambda: _page("The console in pictures", *pictures_part()),
        "checks.md": lambda: _page("Checks", *checks_part()),
    }


def settings_page() -> str:
    rows = (f"| `{name.upper()}` | {_shown(field)} | {field.description} |" for name, field in _settings())
    return _page(
        "Settings",
        "Copydesk reads them from the environment, and from the file `.env` in the clone (`COPYDESK_ENV_FILE` names "
        "another). The environment wins. `NAME=` with nothing behind it counts as not set. A running desk reads them "
        "at its start: after a change, stop `copydesk up` and start it again.",
        _table("setting", "default", "what it does", rows=rows),
        "See [your own services](own-services.md), [Telegram](telegram.md) and "
        "[backup and move](backup-and-move.md) for how they are used.",
    )


def stages_page() -> str:
    moves = (f"| `{stage}` | {_moves(stage)} |" for stage in Stage)
    return _page(
        "Stages",
        "An article is always in one stage. The stage is kept in PostgreSQL, and only the moves below are possible: "
        "anything else is refused in words.",
        _table("stage", "what it means", "who ends it", rows=(_stage(stage) for stage in Stage)),
        "## Moves",
        "An article that was stopped goes back to where it was, or to another of these stages.",
        _table("from", "to", "can be stopped", rows=moves),
    )


def commands_page() -> str:
    root = typer.main.get_command(_app())
    return _page(
        "Commands",
        "`make up` puts the command into `.venv/bin`. Activate the environment (`. .venv/bin/activate`), or write "
        "`.venv/bin/copydesk`. Each command answers `--help`.",
        *(_command(path, command) for path, command in _leaves("copydesk", root)),
    )


def deployments_page() -> str:
    file = yaml.safe_load(PREFECT_FILE.read_text())
    rows = (
        f"| `{each['name']}` | {each['description']} | {_schedule(each)} | `{each['entrypoint']}` |"
        for each in file["deployments"]
    )
    return _page(
        "Deployments",
        "These are what you see in Prefect's UI under Deployments. They stand in [prefect.yaml](../prefect.yaml), "
        "and deployed by `copydesk up` whenever that file or the server is new. On a server of your own: "
        "`prefect --no-prompt deploy --all`.",
        _table("deployment", "what it does", "runs", "entrypoint", rows=rows),
    )


def write(folder: Path = FOLDER) -> None:
    for name, render in pages().items():
        (folder / name).write_text(render())


def _settings() -> Iterator[tuple[str, FieldInfo]]:
    yield from Settings.model_fields.items()


def _shown(field: FieldInfo) -> str:
    if field.default is None:
        return "not set"
    default = field.default.relative_to(CLONE) if isinstance(field.default, Path) else field.default
    return f"`{default}`"


def _stage(stage: Stage) -> str:
    return f"| `{stage}` | {stage.sentence} | {_who_ends(stage)} |"


def _who_ends(stage: Stage) -> str:
    if stage in {Stage.QUEUED, Stage.SCHEDULED}:
        return "the clock"
    if stage is Stage.PUBLISHED:
        return "nobody"
    return "Copydesk" if stage in WORKED_ON else "a person"


def _moves(stage: Stage) -> str:
    stops = MOVES[stage] & STOPPED
    return f"{_names(MOVES[stage] - STOPPED) or 'nowhere'} | {_names(stops) or 'no'}"


def _names(stages: frozenset[Stage]) -> str:
    return ", ".join(f"`{stage}`" for stage in Stage if stage in stages)


def _app() -> typer.Typer:
    from deployments.cli import app  # noqa: PLC0415 - the command line may offer this page's command itself

    return app


def _leaves(path: str, command: object) -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield from _leaves(f"{path} {name}", inner)
    elif isinstance(command, TyperCommand):
        yield path, command


def _command(path: str, command: TyperCommand) -> str:
    arguments = [_argument(each) for each in command.params if isinstance(each, TyperArgument)]
    rows = [_option(each) for each in command.params if isinstance(each, TyperOption)]
    table = [_table("option", "", "what it says", rows=rows)] if rows else []
    return "\n\n".join([f"## `{' '.join([path, *arguments])}`", command.help or "", *table])


def _argument(argument: TyperArgument) -> str:
    kind = argument.type_descriptor.annotation
    choices = "|".join(kind) if isinstance(kind, type) and issubclass(kind, StrEnum) else argument.name or ""
    return f"<{choices}>"


def _option(option: TyperOption) -> str:
    needed = "needed" if option.required else ""
    return f"| `{', '.join(option.opts)}` | {needed} | {option.help or option.prompt or ''} |"


def _schedule(deployment: Mapping[str, list[Mapping[str, int]]]) -> str:
    every = [f"every {each['interval']} s" for each in deployment.get("schedules", [])]
    return ", ".join(every) or "for each article"


def _table(*heads: str, rows: Iterable[str]) -> str:
    return "\n".join([f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *rows])


def _page(title: str, *parts: str) -> str:
    return _MADE + "\n\n".join([f"# {title}", *parts]) + "\n"


if __name__ == "__main__":
    write()
