"""Owns the connecting of a Medium account: the token is tried, encrypted, and never shown again."""

from datetime import datetime

from pydantic import SecretStr

from integrations.medium.results import Profile
from integrations.vault import Vault
from models.tables import Account


def connected(profile: Profile, token: SecretStr, vault: Vault, label: str, zone: str, now: datetime) -> Account:
    """A new account whose token was accepted by `/me`."""
    clean = SecretStr("".join(token.get_secret_value().split()))
    return Account(
        label=label,
        zone=zone,
        medium_token=vault.seal(clean),
        medium_user_id=profile.id,
        medium_username=profile.username,
        created_at=now,
    )
