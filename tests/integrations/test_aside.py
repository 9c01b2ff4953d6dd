"""Work on pixels, which lets whoever taps go first."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from integrations.aside import aside


def _priority() -> tuple[int, int]:
    thread = threading.get_native_id()
    return thread, os.getpriority(os.PRIO_PROCESS, thread)


async def test_it_is_done_in_a_thread_that_lets_others_go_first_and_the_rest_of_the_process_keeps_its_place() -> None:
    before = _priority()
    thread, priority = await aside(_priority)
    assert thread != before[0]
    assert priority == (10 if sys.platform == "linux" else before[1])
    assert _priority() == before
    with ThreadPoolExecutor(1) as other:
        assert other.submit(_priority).result()[1] == before[1]


async def test_what_was_given_goes_in_and_what_went_wrong_comes_out() -> None:
    assert await aside(int, "ff", base=16) == 255
    with pytest.raises(ValueError, match="no number"):
        await aside(int, "no number")
