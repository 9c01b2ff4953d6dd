"""Owns what can go wrong on the way to a simulator: planned per service, method and count, and taken one by one."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class FaultKind(StrEnum):
    STATUS = "status"  # answers with `status`, and the service does nothing
    SLOW = "slow"  # waits `seconds`, then does as usual
    LATE = "late"  # does as usual at once, and answers `seconds` later
    CUT_BEFORE = "cut_before"  # the connection ends; the service did nothing
    CUT_AFTER = "cut_after"  # the service accepted and did it; the connection ends before the answer
    HTML = "html"  # an HTML page with `status` instead of JSON, and the service does nothing
    MALFORMED = "malformed"  # the service did it; its answer is not JSON
    HALF_BODY = "half_body"  # the service did it; the answer stops in the middle and the connection ends


class Fault(BaseModel):
    """The next `count` calls of `method` (after `skip` good ones) go wrong in one way."""

    model_config = ConfigDict(extra="forbid")

    service: str
    method: str = "*"
    kind: FaultKind
    count: int = 1
    skip: int = 0
    status: int = 500
    seconds: float = 0.0
    retry_after: int | None = None
    mark: str = ""  # only calls whose request body holds this text

    def fits(self, service: str, method: str, body: bytes) -> bool:
        return (
            self.service == service and self.method in ("*", method) and (not self.mark or self.mark.encode() in body)
        )


class Faults:
    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault.model_copy())

    def clear(self) -> None:
        self._planned.clear()

    def planned(self) -> list[Fault]:
        return list(self._planned)

    def take(self, service: str, method: str, body: bytes = b"") -> Fault | None:
        """The fault that this call has to suffer, if any; a good call that a fault skips is counted off."""
        for fault in self._planned:
            if not fault.fits(service, method, body):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.count -= 1
            if fault.count <= 0:
                self._planned.remove(fault)
            return fault
        return None
