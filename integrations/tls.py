"""Owns what we trust of the network's certificates: one context for all clients of a process.

Making one reads every root certificate, which takes longer than most calls.
"""

import functools
import ssl


@functools.cache
def trusted_tls() -> ssl.SSLContext:
    return ssl.create_default_context()
