"""Logging: one line a fact, and no token ever."""

import logging
import re
import sys

import structlog

_TOKEN = re.compile(r"(xox[a-z]|xapp)-[\w-]+")


def _without_tokens(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {key: _TOKEN.sub(r"\1-…", value) if isinstance(value, str) else value for key, value in event.items()}


class _Redacted(logging.Filter):
    """Takes tokens out of what libraries log, and one warning: Bolt finds the token in the environment and minds that
    it got a client too, which is how it is meant."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _TOKEN.sub(r"\1-…", record.getMessage()), None
        return "`token` will be unused" not in record.msg


def configure(level: str) -> None:
    """Send our log and the libraries' to standard error, from `level` (debug, info, warning, error) on."""
    number = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Redacted())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(number),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            structlog.processors.format_exc_info,
            _without_tokens,
            # The default formatter shows the local variables of a traceback, and with them people's text.
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
