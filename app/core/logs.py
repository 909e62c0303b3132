"""Logs: one line an event, as text for people or JSON for collectors, nothing secret and nothing that breaks a line."""

import asyncio
import json
import logging
import sys
import time
from datetime import UTC, datetime
from typing import Any, TextIO

from typing_extensions import override

from app.core.secrecy import without_secrets
from app.core.settings import Settings


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class JsonFormatter(logging.Formatter):
    """A record as one JSON object; JSON escapes what could forge a second line."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": _moment(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := getattr(record, "request_id", None):
            entry["request_id"] = request_id
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=True)


def configure(settings: Settings) -> None:
    """Send every log of the process to the error stream in the format of the settings."""
    handler = logging.StreamHandler(sys.stderr)
    handler.name = "inovasi"
    text = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else text)
    root = logging.getLogger()
    for earlier in [one for one in root.handlers if one.name == handler.name]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(settings.log_level.upper())


class AccessLog:
    """One line for each request, written to the output stream in batches of a tenth of a second.

    A write for each line would cost as much as the rest of a lean request. The query is left out: it holds what people
    search for. Paths are escaped as JSON strings, so a line cannot be forged.
    """

    def __init__(self, settings: Settings, stream: TextIO | None = None) -> None:
        self.enabled = settings.log_level in {"debug", "info"}
        self._json = settings.log_format == "json"
        self._stream = stream or sys.stdout
        self._lines: list[str] = []
        self._second, self._written = 0, ""

    def request(self, request_id: str, method: str, path: str, status: int, seconds: float) -> None:
        """Note one answered request."""
        if not self._lines:
            asyncio.get_running_loop().call_later(0.1, self.flush)
        moment, milliseconds, quoted = self._now(), seconds * 1000, json.dumps(without_secrets(path))
        if self._json:
            line = (
                f'{{"time":"{moment}","event":"request","request_id":"{request_id}","method":"{method}",'
                f'"path":{quoted},"status":{status},"ms":{milliseconds:.2f}}}\n'
            )
        else:
            line = f"{moment} {status} {method} {quoted[1:-1]} {milliseconds:.1f} ms {request_id}\n"
        self._lines.append(line)

    def _now(self) -> str:
        """Return the time to a thousandth; the part down to the second is written out once a second."""
        now = time.time()
        second = int(now)
        if second != self._second:
            self._second, self._written = second, datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        return f"{self._written}.{int((now - second) * 1000):03d}Z"

    def flush(self) -> None:
        """Write the lines noted so far."""
        lines, self._lines = self._lines, []
        if lines:
            self._stream.write("".join(lines))
            self._stream.flush()
