"""Owns the simulated model vendor: OpenAI's wire format on loopback. It refuses to call any real model."""

from integrations.simulators.model.app import build

__all__ = ["build"]
