"""Owns the checks of a text before a person is bothered: each a pure function with a name and a message."""
