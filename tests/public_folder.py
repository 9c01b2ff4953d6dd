"""Owns a web server that shows what lies under `story/` of a stack's own bucket to everybody, and nothing else.

A thread of its own, since it stands before the stack does, and answers while a test waits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import BinaryIO


class _Shown(SimpleHTTPRequestHandler):
    def send_head(self) -> BinaryIO | None:
        if not self.path.startswith("/story/") or self.path.endswith("/"):
            self.send_error(403)
            return None
        return super().send_head()

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def public_folder(bucket: Path) -> Iterator[str]:
    """Its address, as S3_PUBLIC_URL names one; the folder may come later."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Shown, directory=str(bucket))) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
