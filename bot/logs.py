"""Logs: JSON lines on standard error, ids and states only. Standard output belongs to data."""

import logging
import sys

import structlog


def set_up_logs(*, quiet: bool = False) -> None:
    """Send structlog's lines to standard error; `quiet` keeps all but warnings back."""
    level = logging.WARNING if quiet else logging.INFO
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    for noisy in ("slack_bolt", "slack_sdk", "alembic", "uvicorn", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
