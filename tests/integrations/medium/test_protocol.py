"""Requests and answers without a wire: api.md's own examples, and answers that people have recorded."""

import json
from datetime import UTC, datetime

import pytest

from integrations.medium import protocol
from integrations.medium.refusals import (
    Answer,
    Blocked,
    DailyLimitReached,
    Forbidden,
    RateLimited,
    Rejected,
    TokenRefused,
    refusal_in,
    retry_after_in,
)
from models.domain.errors import CopydeskError, Refused, TryLater, Unknown
from models.domain.publication import ContentFormat, Post, PublishingOptions, PublishStatus

# api.md, "Create Post"
CREATED = """{"data": {"id": "e6f36a", "title": "Liverpool FC", "authorId": "5303d74c64f66366f00cb9b2a94f3251bf5",
"tags": ["football", "sport", "Liverpool"], "url": "https://medium.com/@majelbstoat/liverpool-fc-e6f36a",
"canonicalUrl": "http://jamietalbot.com/posts/liverpool-fc", "publishStatus": "public", "publishedAt": 1442286338435,
"license": "all-rights-reserved", "licenseUrl": "https://medium.com/policy/9db0094a1e0f"}}"""
# api.md, "Get User Details"
ME = """{"data": {"id": "5303d74c64f66366f00cb9b2a94f3251bf5", "username": "majelbstoat", "name": "Jamie Talbot",
"url": "https://medium.com/@majelbstoat", "imageUrl": "https://images.medium.com/0*fkfQiTzT7TlUGGyI.png"}}"""
# api.md, "Upload Image"
UPLOADED = """{"data": {"url": "https://images.medium.com/0*fkfQiTzT7TlUGGyI.png", "md5": "fkfQiTzT7TlUGGyI"}}"""


def answer(status: int, body: str = "", **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body.encode())


def complaint(message: str, code: int) -> str:
    return json.dumps({"errors": [{"message": message, "code": code}]})


def sent(post: Post) -> dict[str, object]:
    fields: dict[str, object] = json.loads(protocol.send_post("u1", post).body)
    return fields


def test_the_documented_answer_becomes_a_post() -> None:
    posted = protocol.posted_in(answer(201, CREATED))
    assert (posted.id, posted.url) == ("e6f36a", "https://medium.com/@majelbstoat/liverpool-fc-e6f36a")
    assert posted.tags == ("football", "sport", "Liverpool")
    assert posted.published_at == datetime(2015, 9, 15, 3, 5, 38, 435000, tzinfo=UTC)
    assert posted.status is PublishStatus.PUBLIC


@pytest.mark.parametrize("published_at", ["", '"publishedAt": 0,', '"publishedAt": null,', '"publishedAt": "soon",'])
def test_a_draft_has_no_time(published_at: str) -> None:
    body = f'{{"data": {{{published_at} "id": "a", "url": "https://medium.com/p/a", "publishStatus": "draft"}}}}'
    posted = protocol.posted_in(answer(201, body))
    assert posted.published_at is None
    assert posted.status is PublishStatus.DRAFT


def test_odd_trimmings_do_not_make_a_post_unknown() -> None:
    odd = '"tags": null, "publishStatus": "secret", "license": 7, "publishedAt": [], "new": {}'
    posted = protocol.posted_in(answer(201, f'{{"data": {{"id": "a", "url": "https://medium.com/p/a", {odd}}}}}'))
    assert (posted.tags, posted.status, posted.licence) == ((), None, None)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (201, ""),
        (201, '{"ok": tru'),
        (201, "{}"),
        (201, '{"data": {"id": "a"}}'),
        (201, '{"data": {"id": "", "url": "https://medium.com/p/a"}}'),
        (204, ""),
        (302, ""),
        (408, complaint("Request timeout", -1)),
        (500, complaint("Something went wrong", -1)),
        (502, "<html>Bad Gateway</html>"),
    ],
)
def test_an_answer_that_proves_nothing_is_unknown(status: int, body: str) -> None:
    with pytest.raises(Unknown):
        protocol.posted_in(answer(status, body))


@pytest.mark.parametrize(
    ("status", "body", "refusal"),
    [
        (401, complaint("Token was invalid.", 6003), TokenRefused),
        (401, complaint("An access token is required.", 6000), TokenRefused),
        (401, complaint("Invalid integration token", 2), TokenRefused),
        (400, complaint("Application not found", 6005), TokenRefused),
        (401, "", TokenRefused),
        (403, complaint("User does not have permission to publish.", -1), Forbidden),
        (403, "<!DOCTYPE html><title>Just a moment...</title>", Blocked),
        (403, "", Blocked),
        (400, complaint("No content specified.", 2002), Rejected),
        (404, complaint("User not found", 6004), Rejected),
        (429, complaint("Slow down", -1), RateLimited),
        (429, "", RateLimited),
        (429, complaint("User has reached the rate limit for publishing today.", -1), DailyLimitReached),
        (403, complaint("User has reached the rate limit for publishing today.", -1), DailyLimitReached),
    ],
)
def test_each_refusal_asks_for_its_own_reaction(status: int, body: str, refusal: type[CopydeskError]) -> None:
    with pytest.raises(CopydeskError) as raised:
        protocol.posted_in(answer(status, body))
    assert type(raised.value) is refusal


def test_a_challenge_page_is_a_block_whatever_its_status() -> None:
    assert isinstance(refusal_in(answer(503, "<html>", cf_mitigated="challenge")), Blocked)


def test_the_words_of_medium_are_passed_on_but_not_without_end() -> None:
    refusal = refusal_in(answer(400, complaint("Tags are wrong. " * 100, 1)))
    assert "Tags are wrong." in str(refusal)
    assert len(str(refusal)) < 400


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "Wed, 21 Oct 2015 07:28:30 GMT", "date": "Wed, 21 Oct 2015 07:28:00 GMT"}, 30.0),
        ({"retry_after": "Wed, 21 Oct 2015 07:27:00 GMT", "date": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry_after": "Wed, 21 Oct 2015 07:28:30 GMT"}, None),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "²"}, None),
        ({}, None),
    ],
)
def test_a_wait_is_read_in_both_forms_that_http_allows(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_in(answer(429, "", **headers)) == seconds


def test_a_read_that_cannot_be_understood_may_be_tried_again() -> None:
    with pytest.raises(TryLater) as raised:
        protocol.profile_in(answer(503, "<html>", retry_after="9"))
    assert raised.value.retry_after_seconds == 9


def test_the_documented_profile_and_image_are_read() -> None:
    assert protocol.profile_in(answer(200, ME)).username == "majelbstoat"
    assert protocol.uploaded_in(answer(201, UPLOADED)).md5 == "fkfQiTzT7TlUGGyI"


def test_status_and_followers_are_always_said() -> None:
    fields = sent(Post(title="T", content="<p>c</p>", tags=("a",)))
    assert (fields["publishStatus"], fields["notifyFollowers"]) == ("public", False)
    assert "canonicalUrl" not in fields


def test_plain_text_travels_as_the_html_that_it_was_made_into() -> None:
    options = PublishingOptions(content_format=ContentFormat.PLAIN)
    fields = sent(Post(title="T", content="<p>if a &lt; b</p>", options=options))
    assert (fields["contentFormat"], fields["content"]) == ("html", "<p>if a &lt; b</p>")


def test_ids_cannot_leave_their_place_in_the_path() -> None:
    assert protocol.ask_publications("../me?x=1").path == "/users/..%2Fme%3Fx%3D1/publications"


def test_a_request_names_us_and_no_browser() -> None:
    request = protocol.ask_me()
    assert (request.method, request.path) == ("GET", "/me")
    assert request.headers["user-agent"].startswith("copydesk/")
    assert "Mozilla" not in request.headers["user-agent"]


def test_an_image_is_one_multipart_field_with_its_proper_type() -> None:
    request = protocol.send_image(b"\xff\xd8\xff jpeg", "image/jpg")
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    head, _, rest = request.body.partition(b"\r\n\r\n")
    assert b'name="image"; filename="image.jpg"\r\nContent-Type: image/jpeg' in head
    assert rest == b"\xff\xd8\xff jpeg\r\n--" + boundary + b"--\r\n"


def test_a_webp_image_is_refused() -> None:
    with pytest.raises(Refused):
        protocol.send_image(b"RIFF", "image/webp")
