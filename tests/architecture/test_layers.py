"""The import rules of pyproject.toml, each seen to break: one copy of the sources, an offence a rule, one run."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.sources import CLONE, OURS


@dataclass(frozen=True)
class Offence:
    files: Mapping[str, str]
    told: tuple[str, ...]  # what import-linter says of it, under the broken rule


OFFENCES: Mapping[str, Offence] = {
    "layers": Offence(
        {"models/store/offends.py": "import integrations.settings"},
        ("models.store.offends -> integrations.settings",),
    ),
    "models": Offence(
        {"models/unplaced.py": "", "models/domain/offends.py": "import models.tables"},
        ("models.domain.offends -> models.tables", "not listed as layers:\n\n- models.unplaced"),
    ),
    "acyclic": Offence(
        {"models/domain/hen.py": "import models.domain.egg", "models/domain/egg.py": "import models.domain.hen"},
        ("No cycles are allowed in models.domain",),
    ),
    "worker": Offence({"deployments/offends.py": "import flows.article"}, ("deployments.offends -> flows.article",)),
    "story": Offence(
        {"flows/offends.py": "import integrations.settings\nimport sqlmodel"},
        ("flows.offends -> integrations.settings", "flows.offends -> sqlmodel"),
    ),
    "console": Offence({"console/offends.py": "import tasks.gate"}, ("console.offends -> tasks.gate",)),
    "simulators-seen": Offence(
        {"integrations/offends.py": "import integrations.simulators.faults"},
        ("integrations.offends -> integrations.simulators.faults",),
    ),
    "simulators-see": Offence(
        {"integrations/simulators/offends.py": "import integrations.settings\nimport models.domain.errors"},
        (
            "integrations.simulators.offends -> integrations.settings",
            "integrations.simulators.offends -> models.domain.errors",
        ),
    ),
}


def _rules() -> dict[str, str]:
    """The name of each by its id."""
    rules = tomllib.loads((CLONE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    return {rule["id"]: rule["name"] for rule in rules}


def _lint(root: Path) -> str:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=root, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def _all_but_python(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()} | {"__pycache__"}


@pytest.fixture(scope="module")
def verdict(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("offending")
    shutil.copy(CLONE / "pyproject.toml", root)
    for package in OURS:
        shutil.copytree(CLONE / package, root / package, ignore=_all_but_python)
    for path, text in (file for offence in OFFENCES.values() for file in offence.files.items()):
        (root / path).write_text(text)
    return _lint(root)


def test_the_sources_keep_every_rule() -> None:
    verdict = _lint(CLONE)
    assert f"Contracts: {len(_rules())} kept, 0 broken." in verdict, verdict


def test_every_rule_has_its_offence() -> None:
    assert set(OFFENCES) == set(_rules())


@pytest.mark.parametrize("rule", OFFENCES)
def test_an_offence_would_be_seen(verdict: str, rule: str) -> None:
    _, heading, after = verdict.partition(f"\n{_rules()[rule]}\n---")
    under_it = re.split(r"\n.+\n---", after)[0]
    assert heading, verdict
    assert [words for words in OFFENCES[rule].told if words not in under_it] == []
