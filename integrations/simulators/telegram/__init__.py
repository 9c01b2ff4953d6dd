"""Owns the simulated Telegram: the Bot API as real clients speak it, and the writer's side of it."""

from integrations.simulators.ledger import Ledger
from integrations.simulators.service import Service
from integrations.simulators.telegram.phone import phone_routes
from integrations.simulators.telegram.vendor import name_of_call, vendor_app
from integrations.simulators.telegram.world import World
from integrations.simulators.telegram.writer import writer_routes


def build(ledger: Ledger) -> Service:
    world = World(ledger)
    control = [*writer_routes(world), *phone_routes(world)]
    return Service("telegram", vendor_app(world), name_of_call, control, world.forget)
