"""Owns the photo that a writer puts in the place of an image: it is theirs, and nothing of the model's goes with it."""

from pydantic import BaseModel, ConfigDict, Field

from models.domain.picture import ContentType
from models.domain.slot_source import Slot


class OwnPhoto(BaseModel):
    """It is in the object store already; this is what the decision remembers of it."""

    model_config = ConfigDict(frozen=True)

    object_key: str
    content_type: ContentType
    width: int = Field(gt=0)
    height: int = Field(gt=0)
    caption: str = ""

    @property
    def sha256(self) -> str:
        return self.object_key.rpartition("/")[2].partition(".")[0]

    def in_place_of(self, slot: Slot) -> Slot:
        """With the writer's words or with none. A reader who cannot see it is told what the writer says, too."""
        return slot.model_copy(update={"caption": self.caption, "alt": self.caption or slot.alt})
