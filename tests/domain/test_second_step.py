"""The second step's codes: those of the standard's own table, their time, and that none counts twice."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from models.domain.second_step import (
    address_for_apps,
    as_recovery_code,
    code_at,
    recovery_code,
    secret_in_letters,
    step_at,
    step_of,
)

SECRET = b"12345678901234567890"
NOW = datetime(2026, 12, 1, 9, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_table_of_rfc_6238(seconds: int, code: str) -> None:
    assert code_at(SECRET, step_at(datetime.fromtimestamp(seconds, UTC)), digits=8) == code


@pytest.mark.parametrize(
    ("counter", "code"), enumerate(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583"])
)
def test_the_table_of_rfc_4226(counter: int, code: str) -> None:
    assert code_at(SECRET, counter) == code


@pytest.mark.parametrize(("off", "is_taken"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_half_a_minute_off(off: int, *, is_taken: bool) -> None:
    code = code_at(SECRET, step_at(NOW + timedelta(seconds=off)))
    assert (step_of(SECRET, code, NOW, None) is not None) is is_taken


def test_no_code_counts_twice_nor_one_before_it() -> None:
    here = step_at(NOW)
    used = step_of(SECRET, code_at(SECRET, here), NOW, None)
    assert used == here
    for step in (here, here - 1):
        assert step_of(SECRET, code_at(SECRET, step), NOW, used) is None
    assert step_of(SECRET, code_at(SECRET, here + 1), NOW, used) == here + 1


def test_a_code_is_taken_with_its_gap() -> None:
    code = code_at(SECRET, step_at(NOW))
    assert step_of(SECRET, f" {code[:3]} {code[3:]} ", NOW, None) is not None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "000000\x00"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert step_of(SECRET, typed, NOW, None) is None


def test_apps_are_told_all_that_they_need() -> None:
    parts = urlsplit(address_for_apps(SECRET, "Copydesk", "ada & bob"))
    assert (parts.scheme, parts.netloc, parts.path) == ("otpauth", "totp", "/Copydesk%3Aada%20%26%20bob")
    assert parse_qs(parts.query) == {"secret": ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"], "issuer": ["Copydesk"]}
    assert secret_in_letters(b"1") == "GE"


def test_a_recovery_code_is_read_however_it_is_typed() -> None:
    code = recovery_code(bytes(range(10)))
    assert code == "aaaq-eaye-auda-ocaj"
    assert as_recovery_code(code) == code
    assert as_recovery_code(f" {code.upper().replace('-', ' ')} ") == code
    assert as_recovery_code(code.replace("o", "0").replace("l", "1")) == code
