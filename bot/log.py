"""Logging: one line a fact, and no token ever."""

import logging
import re
import sys

import structlog

_TOKEN = re.compile(r"(xox[a-z]|xapp)-[\w-]+")
_PASSWORD = re.compile(r"(\w://[^\s:/@]*:)[^\s@]+@")


def redacted(line: str) -> str:
    """Return a line without Slack's tokens and without passwords in addresses."""
    return _PASSWORD.sub(r"\1…@", _TOKEN.sub(r"\1-…", line))


class _Redacting(logging.Formatter):
    """Takes secrets out of what libraries log, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def _wanted(record: logging.LogRecord) -> bool:
    """Drop one warning: Bolt finds the token in the environment and minds that it got a client too, as is meant."""
    return "`token` will be unused" not in record.getMessage()


def configure(level: str) -> None:
    """Send our log and the libraries' to standard error, from `level` (debug, info, warning, error) on."""
    number = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_wanted)
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)-7s %(name)s %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            structlog.processors.format_exc_info,
            # The default formatter shows the local variables of a traceback, and with them people's text.
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
            lambda _logger, _method, line: redacted(line),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
