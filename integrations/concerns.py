"""Owns how a concern reads, the same on the shell and in the console."""

from models.domain.schedule import in_zone
from models.tables import Concern


def in_words(concern: Concern, zone: str) -> str:
    return f"Since {in_zone(concern.since, zone)} {concern.what}. What to do: {concern.next_step}."
