"""Owns the simulated Medium: its API, its feed, its readers' pages, and our control of it.

It knows of Medium what the archived api.md, recorded answers and issue threads say; where those are silent, a comment
says that the choice is ours.
"""

import re

from starlette.applications import Starlette

from integrations.simulators.ledger import Ledger
from integrations.simulators.medium import api, control, site
from integrations.simulators.medium.pictures import Pictures
from integrations.simulators.medium.posting import Desk
from integrations.simulators.medium.records import Records
from integrations.simulators.service import Service

_NAMES = (
    (re.compile(r"/v1/me"), "me"),
    (re.compile(r"/v1/users/[^/]+/publications"), "publications"),
    (re.compile(r"/v1/publications/[^/]+/contributors"), "contributors"),
    (re.compile(r"/v1/users/[^/]+/posts"), "post"),
    (re.compile(r"/v1/publications/[^/]+/posts"), "publication post"),
    (re.compile(r"/v1/images"), "images"),
    (re.compile(r"/feed/.+"), "feed"),
    (re.compile(r"/images/.+"), "picture"),
    (re.compile(r"/(@|p/).+"), "story"),
)


def build(ledger: Ledger) -> Service:
    records = Records(ledger)
    pictures = Pictures(records)
    desk = Desk(records, pictures)
    return Service(
        name="medium",
        app=Starlette(routes=[*api.routes(records, pictures, desk), *site.routes(records, pictures)]),
        name_of_call=name_of_call,
        control=control.routes(records, pictures, desk),
        forget=records.forget,
    )


def name_of_call(_: str, path: str) -> str:
    return next((name for pattern, name in _NAMES if pattern.fullmatch(path)), "unknown")
