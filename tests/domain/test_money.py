"""What calls cost, and whether one fits under a ceiling."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.draft import Usage
from models.domain.errors import Refused
from models.domain.money import Cost, Price, Room, month_of, read_prices, read_usd, room, usd
from models.domain.prices import LISTED, listed

AMOUNTS = st.integers(0, 10**9)


@pytest.mark.parametrize(
    ("usage", "price", "micro"),
    [
        (Usage(model="m", input_tokens=1_000_000, output_tokens=100_000), LISTED["gpt-6-sol"], 3_000_000),
        (Usage(model="m", input_tokens=1, output_tokens=0), LISTED["gpt-5-nano"], 1),  # rounded up
        (Usage(model="m", images=1, input_tokens=500, output_tokens=1568), LISTED["gpt-image-2"], 2_500 + 47_040),
        (Usage(model="m", images=2), LISTED["gpt-image-2"], 100_000),  # no tokens reported
        (Usage(model="m", images=2, output_tokens=9), Price(Decimal(0), Decimal(0), Decimal("0.04")), 80_000),
        (Usage(model="m", audio_seconds=90), LISTED["whisper-1"], 9_000),
        (Usage(model="m", input_tokens=10**9, output_tokens=10**9), Price(Decimal(0), Decimal(0)), 0),
    ],
)
def test_a_usage_costs_what_the_list_says(usage: Usage, price: Price, micro: int) -> None:
    assert price.of(usage) == micro


def test_a_dated_model_costs_what_its_model_costs_and_an_unknown_one_is_not_guessed() -> None:
    assert listed("gpt-5-mini-2025-08-07") == listed("gpt-5-mini") is not None
    assert listed("claude-haiku-4-5-20251001") == LISTED["claude-haiku-4-5"]
    assert listed("gpt-5-mini-of-my-own") is None
    assert listed("") is None


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_a_call_is_refused_only_when_it_would_surely_go_over(
    ceiling: int, spent: int, reserved: int, least: int
) -> None:
    found = room(ceiling, spent, reserved, least)
    assert (found is Room.NONE) == (spent + least > ceiling)
    assert (found is Room.ENOUGH) == (spent + reserved + least <= ceiling)
    assert room(None, spent, reserved, least) is Room.ENOUGH


@pytest.mark.parametrize(
    ("now", "zone", "since", "until"),
    [
        ("2026-11-21T12:00", "UTC", "2026-11-01T00:00", "2026-12-01T00:00"),
        ("2026-12-31T23:30", "UTC", "2026-12-01T00:00", "2027-01-01T00:00"),
        ("2026-12-31T23:30", "Europe/Berlin", "2026-12-31T23:00", "2027-01-31T23:00"),
        ("2026-03-15T12:00", "America/New_York", "2026-03-01T05:00", "2026-04-01T04:00"),  # over a change of the clocks
    ],
)
def test_a_month_is_that_of_the_account_s_zone(now: str, zone: str, since: str, until: str) -> None:
    found = month_of(datetime.fromisoformat(now).replace(tzinfo=UTC), zone)
    assert [each.astimezone(UTC).isoformat()[:16] for each in found] == [since, until]


@pytest.mark.parametrize(
    ("micro", "said"),
    [(0, "$0.00"), (1, "less than $0.01"), (9_999, "less than $0.01"), (70_000, "$0.07"), (1_234_567_890, "$1,234.57")],
)
def test_money_is_said_in_dollars_and_cents(micro: int, said: str) -> None:
    assert usd(micro) == said


def test_a_cost_says_what_is_not_certain_about_it() -> None:
    assert str(Cost(70_000, calls=3)) == "$0.07"
    assert str(Cost(70_000, estimated=1, unpriced=2, lost=1)) == (
        "about $0.07, 2 calls without a known price, 1 lost calls that may have been charged"
    )


@pytest.mark.parametrize(("typed", "micro"), [("20", 20_000_000), ("$7.50", 7_500_000), ("1,000", 10**9), ("0", 0)])
def test_a_typed_amount_is_read(typed: str, micro: int) -> None:
    assert read_usd(typed) == micro


@pytest.mark.parametrize("typed", ["", "ten", "-1", "nan", "inf", "1e12"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        read_usd(typed)


def test_prices_in_the_settings_are_read() -> None:
    found = read_prices("own/writer=0.25/2, painter=0/0/0.04,hearer=0/0/0/0.006 ,")
    assert found["own/writer"] == Price(Decimal("0.25"), Decimal(2))
    assert found["painter"].image_usd == Decimal("0.04")
    assert found["hearer"].minute_usd == Decimal("0.006")
    assert read_prices("") == {}


@pytest.mark.parametrize("text", ["x", "x=1", "x=a/b", "=1/2", "x=1/2/3/4/5", "x=-1/2", "x=nan/1", "x=1/99999999"])
def test_what_is_no_price_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_prices(text)
