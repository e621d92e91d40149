"""Log lines without secrets: what opens something is struck out, wherever in the line it stands."""

from __future__ import annotations

import logging
import re
from typing import Any

__all__ = ["RedactingFormatter", "redacted"]

_STRUCK = "[struck out]"
_PATTERNS = tuple(
    (re.compile(pattern, re.IGNORECASE), rf"\1{_STRUCK}")
    for pattern in (
        r"()\bfirstfix_[A-Za-z0-9_-]{20,}",
        r"(/(?:l|accept|reset|first-administrator)/)[A-Za-z0-9_-]{16,}",
        r"(\b[\w-]*authorization['\"]?\s*[:=]\s*['\"]?(?:bearer|basic|token)?\s*)[^\s'\",;}]+",
        r"(\b(?:set-)?cookie['\"]?\s*[:=]\s*['\"]?)[^'\"\r\n}]+",
        (
            r"(\b[\w-]*(?:password|passwd|secret|csrf\w*|sessionid|_session|token|api[_-]?key)['\"]?\s*[:=]\s*)"
            r"(?:'[^']*'|\"[^\"]*\"|[^\s'\",;&}]+)"
        ),
    )
)


class RedactingFormatter(logging.Formatter):
    """Formats a log line with its traceback, then strikes secrets out of the whole."""

    def format(self, line: logging.LogRecord) -> str:
        """Give the finished line without secrets and without line breaks that came from outside."""
        line.args = _one_line(line.args)
        return redacted(super().format(line))


def redacted(line: str) -> str:
    """Give ``line`` with tokens, passwords, cookies and one-time links struck out."""
    for pattern, replacement in _PATTERNS:
        line = pattern.sub(replacement, line)
    return line


def _one_line(values: Any) -> Any:
    """Keep a stranger from writing log lines of their own (ASVS 5.0 16.4.1)."""
    if not isinstance(values, tuple):
        return values
    return tuple(_escaped(value) if isinstance(value, str) else value for value in values)


def _escaped(text: str) -> str:
    return text.replace("\n", "\\n").replace("\r", "\\r")
