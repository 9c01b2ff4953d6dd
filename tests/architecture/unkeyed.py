"""Owns the list of what is done outside without a key of `effects.once`, each with its reason. It is to stay short."""

_SAME_BYTES = "the object's key is the hash of its bytes: putting them again changes nothing"
_TRIED_BY_HAND = "somebody asked for this trial of a model, knows that it costs, and nothing comes of it"
_PHONE = "what a visitor does on the phone of the simulators, who are not outside"

UNKEYED = {
    "console/phone.py::pair http.post": _PHONE,
    "console/phone_screen.py::_passed_on http.request": _PHONE,
    "integrations/carrying/importing.py::_take_pictures storage.put": _SAME_BYTES,
    "integrations/carrying/restoring.py::_keep_images storage.put": _SAME_BYTES,
    "integrations/own_photos.py::keep_photo storage.put": _SAME_BYTES,
    "integrations/public_images.py::shown_at storage.put_public": _SAME_BYTES,
    "integrations/public_images.py::is_root_shown storage in other hands": "a probe of the same few words each time",
    "integrations/public_pages.py::take_away storage.clear_public": "what is gone is as good as taken away",
    "tasks/clearing.py::_clear_one storage.remove": "what is gone is as good as removed; its row is locked meanwhile",
    "integrations/checkup.py::try_writer writer in other hands": _TRIED_BY_HAND,
    "integrations/checkup.py::try_reviewer reviewer in other hands": _TRIED_BY_HAND,
    "integrations/checkup.py::_bytes_of_an_image illustrator in other hands": _TRIED_BY_HAND,
    "tasks/publishing.py::_post medium.create_post": "its attempt is written down before, and never repeated blindly",
    "tasks/showing.py::send_once sender.remove": "takes back a double, of which this process alone knows",
}
