"""Owns the command that writes the golden files anew; refuses arguments."""

from tests.domain.golden import rewrite

if __name__ == "__main__":
    rewrite()
