"""Every table. Each is a plain record; what may be done with it is in the domain, how it is found in the store."""

from models.columns import Json
from models.tables.accounts import Account, AccountConnection
from models.tables.afterwards import Correction, LiveLook
from models.tables.articles import Article, Event, Source
from models.tables.bulk_changes import BulkChange
from models.tables.chats import BotContact, Chat, Conversation, InboxUpdate, Message
from models.tables.concerns import Concern
from models.tables.effects import Effect, Lease, PublishAttempt, StoryPrint
from models.tables.handed import HandOff
from models.tables.images import Image, PaidPicture
from models.tables.installation import Duty, Installation, Vigil
from models.tables.interviews import AnswerUse, InterviewQuestion
from models.tables.logins import (
    ApiToken,
    CalendarFeed,
    FailedLogin,
    Invitation,
    Login,
    RecoveryCode,
    SecondStep,
)
from models.tables.money import CostEntry, ModelPrice
from models.tables.people import Membership, Pairing, Person
from models.tables.reviews import Decision, Opinion, Remark, Review
from models.tables.texts import Revision, RevisionBlock
from models.tables.turns import PublishTurn, TokenLine
from models.tables.uploads import Upload, UploadedFile
from models.tables.voices import VoiceRule, VoiceVersion

__all__ = [
    "Account",
    "AccountConnection",
    "AnswerUse",
    "ApiToken",
    "Article",
    "BotContact",
    "BulkChange",
    "CalendarFeed",
    "Chat",
    "Concern",
    "Conversation",
    "Correction",
    "CostEntry",
    "Decision",
    "Duty",
    "Effect",
    "Event",
    "FailedLogin",
    "HandOff",
    "Image",
    "InboxUpdate",
    "Installation",
    "InterviewQuestion",
    "Invitation",
    "Json",
    "Lease",
    "LiveLook",
    "Login",
    "Membership",
    "Message",
    "ModelPrice",
    "Opinion",
    "PaidPicture",
    "Pairing",
    "Person",
    "PublishAttempt",
    "PublishTurn",
    "RecoveryCode",
    "Remark",
    "Review",
    "Revision",
    "RevisionBlock",
    "SecondStep",
    "Source",
    "StoryPrint",
    "TokenLine",
    "Upload",
    "UploadedFile",
    "Vigil",
    "VoiceRule",
    "VoiceVersion",
]
