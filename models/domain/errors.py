"""Owns the error tree. A class stands for another reaction, never for just another message.

CopydeskError
├── Refused            a person asked for something that cannot be; say it to them, change nothing
│   └── Misconfigured  a setting or key is missing or wrong; name it and its fix
├── TryLater           the other side could not answer now and did nothing; the same call may be made again
├── NeedsPerson        going on alone is wrong: the article goes on hold with this as its reason
├── Unknown            nobody can tell whether it was done; it is looked up or asked, never repeated blindly
├── HeldElsewhere      another process works on this article and this one has not begun; it comes back soon
└── LostLease          another process works on this article now; this one stops at once
"""


class CopydeskError(Exception):
    """The root: its text is written for the person who can act."""


class Refused(CopydeskError):
    pass


class Misconfigured(Refused):
    pass


class TryLater(CopydeskError):
    def __init__(self, message: str, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class NeedsPerson(CopydeskError):
    pass


class Unknown(CopydeskError):
    pass


class HeldElsewhere(CopydeskError):
    pass


class LostLease(CopydeskError):
    pass
