"""A small run of chaos, as its user starts it: nothing lost, nothing doubled, nothing stuck."""

import subprocess
import sys
from pathlib import Path

import pytest

from deployments.rehearsal import environment_of

SEED = "5"

pytestmark = pytest.mark.timeout(420)


def test_articles_that_are_written_while_parts_are_killed_go_out_once_each(tmp_path: Path) -> None:
    line = (sys.executable, "-m", "deployments.cli", "chaos", "--articles", "3", "--kills", "4", "--seed", SEED)
    environment = environment_of(tmp_path, {})
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=400)
    assert done.returncode == 0, done.stdout + done.stderr
    *_, last = done.stdout.strip().splitlines()
    assert last == f"articles 3, posted 3, lost 0, doubled 0, stuck 0, kills 4, seed {SEED}"
