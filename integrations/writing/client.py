"""Owns the connection to an OpenAI-compatible endpoint. It refuses silent retries: a paid call is made once."""

import httpx2
from openai import AsyncOpenAI

from integrations.tls import trusted_tls

_CONNECT_SECONDS = 10.0
_KEYLESS = "no-key"  # servers at home ask for none, but the openai package does


def open_client(base_url: str, api_key: str, timeout_seconds: float) -> AsyncOpenAI:
    timeout = httpx2.Timeout(timeout_seconds, connect=min(_CONNECT_SECONDS, timeout_seconds))
    return AsyncOpenAI(
        base_url=base_url,
        api_key=api_key.strip() or _KEYLESS,
        timeout=timeout,
        max_retries=0,
        http_client=httpx2.AsyncClient(verify=trusted_tls(), timeout=timeout),
    )
