"""Every setting of Prefect that a page names is one that this version of Prefect has."""

import json
import re

from prefect.settings import Settings

from integrations.settings import Settings as OurSettings
from tests.docs.test_links import PAGES

_NAMED = re.compile(r"\bPREFECT_[A-Z_]+\b")
_OF_OTHER_PACKAGES = "PREFECT_REDIS_"  # of prefect_redis, which is installed beside a server of one's own


def unknown(text: str) -> set[str]:
    known = {*_NAMED.findall(json.dumps(Settings.model_json_schema())), *map(str.upper, OurSettings.model_fields)}
    return {name for name in _NAMED.findall(text) if name not in known and not name.startswith(_OF_OTHER_PACKAGES)}


def test_no_page_names_a_setting_that_prefect_does_not_have() -> None:
    assert {page.name: unknown(page.read_text()) for page in PAGES if unknown(page.read_text())} == {}


def test_an_unknown_setting_would_be_seen() -> None:
    assert unknown("`PREFECT_API_URL` and `PREFECT_NO_SUCH_THING=1`") == {"PREFECT_NO_SUCH_THING"}
