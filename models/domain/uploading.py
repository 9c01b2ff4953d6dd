"""Owns how something that was handed in for an import gets on: read, shown, picked from, agreed to, brought in."""

from enum import StrEnum


class UploadState(StrEnum):
    READING = "reading"  # what it holds is looked at
    PICKING = "picking"  # stories are listed, and somebody picks
    SHOWN = "shown"  # what would become of it is there to be agreed to
    WORKING = "working"  # it is brought in
    DONE = "done"
    REFUSED = "refused"  # it cannot be read at all

    @property
    def is_under_way(self) -> bool:
        return self in (UploadState.READING, UploadState.WORKING)


class UploadKind(StrEnum):
    FILES = "files"  # texts, tables and lists
    STORIES = "stories"  # Medium's archive, or the feed
    EXPORT = "export"  # of a Copydesk


class Mark(StrEnum):
    """What becomes of a line of it."""

    NEW = "new"
    KNOWN = "known"  # it is here already
    BAD = "bad"  # while it is there nothing can be brought in
