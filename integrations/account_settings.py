"""Owns what can be set about an account in words: how each setting is typed, kept and shown, for every channel.

A setting that cannot be is refused, and nothing is changed. What concerns keys and prices is set elsewhere.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from integrations.account_setting import AccountSetting, Choice, chosen_from, length
from integrations.account_writing import WRITING
from integrations.publishing_settings import PUBLISHING
from integrations.settings import known_zone
from models.domain import publishing_slots
from models.domain.assessment import BEST, ReviewerMode, read_mode, read_rounds, read_threshold
from models.domain.daily_digest import read_hour
from models.domain.deadline import DeadlineRule, read_reminders, read_rule
from models.domain.durations import in_words, read_minutes
from models.domain.errors import Refused
from models.domain.interview import FEWEST_QUESTIONS, MOST_QUESTIONS, require_count
from models.domain.money import MILLION, read_usd, usd
from models.domain.quiet_hours import OFF, read_quiet_hours
from models.tables import Account

_LONGEST_LEAD: Final = 60 * 24 * 60
_LONGEST_GRACE: Final = 7 * 24 * 60
_REQUIRED: Final = "required"
_AS_FOR_ALL: Final = "as for all accounts"
_FOR_OWNERS: Final = frozenset({"ceiling"})


def setting(name: str) -> AccountSetting:
    clean = name.strip().lower().replace("_", "-").replace(" ", "-")
    found = next((each for each in SETTINGS if each.name == clean), None)
    if found is None:
        raise Refused(f"There is no setting “{name.strip()}”. There is: {', '.join(each.name for each in SETTINGS)}.")
    return found


def put(account: Account, name: str, words: str, *, owns: bool = True) -> str:
    """Set it, and say how it is now. What may be spent is for owners alone."""
    found = setting(name)
    if found.name in _FOR_OWNERS and not owns:
        raise Refused(f"Only an owner of {account.label} changes its {found.name}.")
    found.put(account, words)
    beside = f", {found.beside(account)}" if found.beside else ""
    return f"{found.name} of {account.label}: {found.shown(account)}{beside}"


class NotTaken(Refused):
    """Of several settings that were typed together some cannot be; by their names, why."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def put_together(account: Account, typed: Mapping[str, str]) -> list[str]:
    """All of them or none, where the session of `account` ends with the refusal. Gives the names that changed."""
    problems, changed = dict[str, str](), list[str]()
    for name, words in typed.items():
        found, said = setting(name), words.replace("\r\n", "\n").strip()
        if said == found.as_typed(account).strip():
            continue
        try:
            found.put(account, said)
        except Refused as refusal:
            problems[found.name] = str(refusal)
        changed.append(found.name)
    if problems:
        raise NotTaken(problems)
    return changed


def _put_zone(account: Account, words: str) -> None:
    try:
        account.zone = known_zone(words.strip())
    except ValueError as error:
        raise Refused(f"{error}.") from None


def _put_slots_zone(account: Account, words: str) -> None:
    try:
        account.slots_zone = known_zone(words.strip())
    except ValueError as error:
        raise Refused(f"{error}.") from None


def _put_slots(account: Account, words: str) -> None:
    account.slots = [str(slot) for slot in publishing_slots.read_slots(words)]


def _put_lead(account: Account, words: str) -> None:
    account.lead_minutes = _minutes_up_to(_LONGEST_LEAD, words)


def _put_grace(account: Account, words: str) -> None:
    account.grace_minutes = _minutes_up_to(_LONGEST_GRACE, words)


def _put_rule(account: Account, words: str) -> None:
    account.deadline_rule = read_rule(words)


def _put_reminders(account: Account, words: str) -> None:
    account.reminders = list(read_reminders(words))


def _put_quiet_hours(account: Account, words: str) -> None:
    quiet = read_quiet_hours(words, account.zone)
    account.quiet_hours = str(quiet) if quiet else OFF


def _put_digest(account: Account, words: str) -> None:
    account.digest_hour = read_hour(words)


def _put_reviewer(account: Account, words: str) -> None:
    account.reviewer = read_mode(words)


def _put_threshold(account: Account, words: str) -> None:
    account.review_threshold = read_threshold(words)


def _put_rounds(account: Account, words: str) -> None:
    account.review_rounds = read_rounds(words)


def _minutes_up_to(most: int, words: str) -> int:
    minutes = read_minutes(words)
    if minutes > most:
        raise Refused(f"{in_words(minutes)} is too long: at most {in_words(most)}.")
    return minutes


def _shown_slots(account: Account) -> str:
    return publishing_slots.in_words(publishing_slots.kept(account.slots))


def _typed_rule(account: Account) -> str:
    return account.deadline_rule.replace("_", " ")


def _shown_rule(account: Account) -> str:
    return f"{account.deadline_rule.replace('_', ' ')} ({account.deadline_rule.sentence})"


def _shown_reminders(account: Account) -> str:
    return ", ".join(f"{in_words(minutes)} before" for minutes in account.reminders) or OFF


def _typed_reminders(account: Account) -> str:
    return ", ".join(length(minutes) for minutes in account.reminders) or OFF


def _shown_reviewer(account: Account) -> str:
    return account.reviewer.replace("_", " ")


def _shown_digest(account: Account) -> str:
    return OFF if account.digest_hour is None else f"{account.digest_hour:02}:00"


def _put_sources(account: Account, words: str) -> None:
    said = words.strip().lower()
    if said not in (_REQUIRED, OFF):
        raise Refused(f"Sources are “{_REQUIRED}” or “{OFF}”.")
    account.sources_required = said == _REQUIRED


def _put_interview(account: Account, words: str) -> None:
    said = words.strip().lower()
    count = "0" if said == OFF else said.removesuffix("questions").strip()
    if not count.isdecimal():
        raise Refused(f"Write how many questions ({FEWEST_QUESTIONS} to {MOST_QUESTIONS}), or “{OFF}”.")
    account.interview_questions = require_count(int(count))


def _shown_interview(account: Account) -> str:
    return f"{account.interview_questions} questions" if account.interview_questions else OFF


def _put_ceiling(account: Account, words: str) -> None:
    account.ceiling_micro = None if words.strip().lower() in ("", _AS_FOR_ALL) else read_usd(words)


def _shown_ceiling(account: Account) -> str:
    if account.ceiling_micro is None:
        return _AS_FOR_ALL
    return usd(account.ceiling_micro) if account.ceiling_micro else "none"


def _typed_ceiling(account: Account) -> str:
    return "" if account.ceiling_micro is None else f"{Decimal(account.ceiling_micro) / MILLION:f}"


SETTINGS: Final = (
    AccountSetting("zone", "the zone in which times are shown and typed", "Europe/Berlin", lambda a: a.zone, _put_zone),
    AccountSetting(
        "slots",
        "when articles go out by themselves",
        "tue-thu 08:00 20:00, sat 10am",
        _shown_slots,
        _put_slots,
        beside=lambda a: f"in the time of {a.slots_zone}, which slots-zone sets",
    ),
    AccountSetting(
        "slots-zone", "the zone of these slots", "America/New_York", lambda a: a.slots_zone, _put_slots_zone
    ),
    AccountSetting(
        "lead", "how long before its time the writing starts", "3 days", lambda a: length(a.lead_minutes), _put_lead
    ),
    AccountSetting(
        "deadline",
        "what follows when nobody answered in time: hold, next slot, or leave as a Medium draft (needs a token)",
        "next slot",
        _shown_rule,
        _put_rule,
        _typed_rule,
        chosen_from(*(Choice(each.replace("_", " "), each.sentence) for each in DeadlineRule)),
    ),
    AccountSetting(
        "grace",
        "how late an approved article may still go out by itself",
        "2h",
        lambda a: length(a.grace_minutes),
        _put_grace,
    ),
    AccountSetting(
        "reminders", "when somebody is reminded", "24h, 3h", _shown_reminders, _put_reminders, _typed_reminders
    ),
    AccountSetting(
        "quiet", "hours without reminders and digests", "22:00-07:00", lambda a: a.quiet_hours or OFF, _put_quiet_hours
    ),
    AccountSetting(
        "sources",
        "whether every article needs a source",
        "required",
        lambda a: _REQUIRED if a.sources_required else OFF,
        _put_sources,
        choices=chosen_from(Choice(_REQUIRED), Choice(OFF)),
    ),
    AccountSetting(
        "interview", "how many questions you are asked before a draft", "3", _shown_interview, _put_interview
    ),
    AccountSetting(
        "reviewer",
        "who reviews: human, ai, or ai then human",
        "ai then human",
        _shown_reviewer,
        _put_reviewer,
        choices=chosen_from(*(Choice(each.replace("_", " "), each.sentence) for each in ReviewerMode)),
    ),
    AccountSetting(
        "approve-from",
        "the score of ten from which the AI reviewer is content",
        "8",
        lambda a: f"{a.review_threshold}/{BEST}",
        _put_threshold,
    ),
    AccountSetting(
        "review-rounds",
        "how often the AI reviewer may ask for changes before a person is asked",
        "2",
        lambda a: str(a.review_rounds),
        _put_rounds,
    ),
    AccountSetting(
        "ceiling",
        "US dollars that the models may cost in a month; 0 for no ceiling",
        "50",
        _shown_ceiling,
        _put_ceiling,
        _typed_ceiling,
    ),
    AccountSetting("digest", "when the day's list of what waits comes", "8", _shown_digest, _put_digest),
    *WRITING,
    *PUBLISHING,
)
