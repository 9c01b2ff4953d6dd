"""Every top-level folder has been placed, and no kept file carries the address of one machine or of a registry."""

import re
import tomllib
from collections.abc import Iterable, Mapping

import pytest

from tests.architecture.sources import CLONE, OURS, PRODUCT, kept_files

PLACED: Mapping[str, str] = {
    "models": "knows",
    "integrations": "speaks",
    "tasks": "does",
    "flows": "tells",
    "console": "shows",
    "deployments": "runs",
    "tests": "proves",
    "bench": "measures",
    "docs": "why it is so",
    ".ci": "the checks as one command",
}
_FOLDERS_OF_A_USER = r"(?:home|Users)/[a-z][\w.-]*"
_ONE_MACHINE = re.compile(rf"(?<![\w./:}}<>-])/(?:{'root'}|{'work'}|{_FOLDERS_OF_A_USER})(?![\w-])")
_REGISTRIES = ("pypi", "pythonhosted", "npmjs", "crates", "rubygems", "jfrog", "nexus")
_REGISTRY = re.compile(rf"https?://[^\s\"'/]*\b(?:{'|'.join(_REGISTRIES)})\.|(?<!emit-)index-url[\s=\"']+\S*://", re.I)


def unplaced(paths: Iterable[str]) -> set[str]:
    return {path.split("/")[0] for path in paths if "/" in path} - PLACED.keys()


def foreign_addresses(path: str, text: str) -> list[str]:
    found = [match for pattern in (_ONE_MACHINE, _REGISTRY) for match in pattern.finditer(text)]
    return [f"{path}:{text.count(chr(10), 0, match.start()) + 1} {match.group()}" for match in found]


def test_every_folder_was_placed() -> None:
    assert unplaced(kept_files()) == set()


def test_a_new_folder_would_be_seen() -> None:
    assert unplaced(["README.md", "tasks/gate.py", "common/dates.py"]) == {"common"}


def test_the_wheel_and_the_import_rules_know_every_package() -> None:
    project = tomllib.loads((CLONE / "pyproject.toml").read_text())["tool"]
    assert sorted(project["hatch"]["build"]["targets"]["wheel"]["packages"]) == sorted(PRODUCT)
    assert sorted(project["importlinter"]["root_packages"]) == sorted(OURS)
    assert [package for package in OURS if not (CLONE / package / "__init__.py").is_file()] == []


def test_no_kept_file_knows_one_machine_or_a_registry() -> None:
    texts = {path: (CLONE / path).read_bytes().decode(errors="replace") for path in kept_files()}
    assert [found for path, text in texts.items() for found in foreign_addresses(path, text)] == []


@pytest.mark.parametrize(
    "offence",
    [
        f"cd /{'root'}/notes",
        f'PATH = "/{"work"}/main"',
        f"see /{'home'}/ada/.venv",
        f"(/{'Users'}/ada/copydesk)",
        "/".join(("https:", "", "pypi.org", "simple")),
        f"https://files.{'pythonhosted'}.org/packages/a.whl",
        f"https://token@registry.{'npmjs'}.org/",
        f"pip install --{'index'}-url http://10.0.0.1:3141/root",
        f"[global]\n{'index'}-url = https://mirror.example/",
    ],
)
def test_a_foreign_address_would_be_seen(offence: str) -> None:
    assert foreign_addresses("docs/elsewhere.md", f"first line\n{offence}\n")[0].startswith("docs/elsewhere.md:")


@pytest.mark.parametrize("ours", ["/_sim/home/page", "https://medium.com/home/x", "--no-emit-index-url", "./root/x"])
def test_an_address_of_ours_is_not_foreign(ours: str) -> None:
    assert foreign_addresses("docs/elsewhere.md", ours) == []
