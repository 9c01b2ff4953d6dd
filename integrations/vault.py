"""Owns the encryption of tokens at rest (Fernet). It refuses to open what another home's key has sealed."""

import base64
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr

from integrations.settings import Settings
from models.domain.errors import Misconfigured

_WITNESS = b"copydesk"


class Vault:
    def __init__(self, secret_key: SecretStr) -> None:
        digest = hashlib.sha256(secret_key.get_secret_value().encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(digest))

    def seal(self, secret: SecretStr) -> bytes:
        return self._fernet.encrypt(secret.get_secret_value().encode())

    def open(self, sealed: bytes) -> SecretStr:
        try:
            return SecretStr(self._fernet.decrypt(sealed).decode())
        except InvalidToken:
            raise Misconfigured(
                "The tokens in this database were encrypted with another COPYDESK_SECRET_KEY. "
                "Set it to the key of the home that made them."
            ) from None

    def witness(self) -> bytes:
        """What a database keeps to recognise this key."""
        return self._fernet.encrypt(_WITNESS)

    def require_same_key(self, witness: bytes) -> None:
        self.open(witness)


def secret_key(settings: Settings) -> SecretStr:
    """The key of the settings, else the home's own, made once and readable by its user alone."""
    if settings.copydesk_secret_key is not None:
        return settings.copydesk_secret_key
    path = settings.copydesk_home / "secret.key"
    if not path.exists():
        _write_privately(path, secrets.token_urlsafe(32))
    return SecretStr(path.read_text().strip())


def _write_privately(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
