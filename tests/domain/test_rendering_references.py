import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain.errors import Refused
from models.domain.image_references import fill_addresses, reference_to, references_in, take_addresses_out
from models.domain.rendering import to_medium_html, with_references
from models.domain.slot_source import Slot, write_slot
from tests.domain.markdown_texts import SLOT, any_text

ONE, TWO = (hashlib.sha256(name).hexdigest() for name in (b"one", b"two"))
ADDRESS = "https://images.example/a.png?x=1&y='2'"
words = st.text(alphabet="abc&<>\"' ä", max_size=8)
images = st.dictionaries(st.from_regex("[a-z]{1,5}", fullmatch=True), words, max_size=4)


@settings(max_examples=200, deadline=None)
@given(images, any_text, st.sampled_from(["", "![x](https://elsewhere.example/0.png)", f'<img src="image:{ONE}">']))
def test_taking_the_addresses_out_undoes_filling_them_in(captions: dict[str, str], title: str, extra: str) -> None:
    slots = [Slot(name=name, prompt="p", alt=f"a{caption}", caption=caption) for name, caption in captions.items()]
    body = "\n".join([*map(write_slot, slots), extra])
    sums = {slot.name: hashlib.sha256(slot.name.encode()).hexdigest() for slot in slots}
    addresses = {reference_to(sha): f"{ADDRESS}&{name}" for name, sha in sums.items()}
    sealed = with_references(title, "", body, sums)
    sent = fill_addresses(sealed, addresses)
    assert references_in(sent) == ()
    assert take_addresses_out(sent, addresses) == sealed
    assert sent == to_medium_html(title, "", body, {name: addresses[reference_to(sha)] for name, sha in sums.items()})


def test_every_reference_is_told_once_in_its_order() -> None:
    body = "\n".join([SLOT, SLOT.replace("cover", "second"), SLOT.replace("cover", "third")])
    sealed = with_references("T", "", body, {"cover": TWO, "second": ONE, "third": TWO})
    assert references_in(sealed) == (f"image:{TWO}", f"image:{ONE}")


def test_an_image_without_an_address_is_refused() -> None:
    with pytest.raises(Refused, match=f"No address is known for image:{ONE}"):
        fill_addresses(with_references("T", "", SLOT, {"cover": ONE}), {f"image:{TWO}": ADDRESS})


def test_two_images_at_one_address_are_refused() -> None:
    with pytest.raises(Refused, match="same address"):
        fill_addresses("", {f"image:{ONE}": ADDRESS, f"image:{TWO}": ADDRESS})


@pytest.mark.parametrize("used", [ONE, TWO])
def test_an_address_that_the_text_already_shows_is_refused_since_it_could_not_be_undone(used: str) -> None:
    sealed = with_references("T", "", f"{SLOT}\n\n![x](https://images.example/a.png)", {"cover": used})
    with pytest.raises(Refused, match="already has the address"):
        fill_addresses(sealed, {f"image:{ONE}": "https://images.example/a.png", f"image:{TWO}": ADDRESS})


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "", "image:x", 'https://a.example/"onerror="x', "https://a b"]
)
def test_only_a_web_address_may_take_the_place_of_a_reference(address: str) -> None:
    with pytest.raises(Refused, match="cannot be the web address"):
        fill_addresses("", {f"image:{ONE}": address})


@pytest.mark.parametrize("digest", ["", "abc", ONE.upper(), ONE + "0", f"{ONE}\n"])
def test_a_reference_is_made_of_a_whole_sha256_only(digest: str) -> None:
    with pytest.raises(Refused, match="sha256"):
        reference_to(digest)
