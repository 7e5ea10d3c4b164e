"""Everything that can be set, table by table."""

import datetime as dt
import re
from pathlib import Path
from typing import Any, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.mailboxes import MailboxSettings
from bot.settings.parts import Part, Secret, Security, check_security, check_url, either

_DOMAIN = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")


class DatabaseSettings(Part):
    """Where everything is kept."""

    url: str = Field("sqlite:///auditbot.db", description="SQLAlchemy address: SQLite file or PostgreSQL.")


class CouncilSettings(Part):
    """Whose framework, and who is inside."""

    pack: str = Field("rochdale-2013", description="Name of a pack that comes with auditbot, or its folder.")
    domains: tuple[str, ...] = Field(
        (), description="Mail domains inside the council; all others are outside."
    )
    auth_server: str | None = Field(
        None,
        description="Mail server whose Authentication-Results are believed, by the name it gives itself there, "
        'or "microsoft-365"; without it, none are checked.',
    )

    closed_days: tuple[dt.date, ...] = Field(
        (),
        description="Days on which the council is closed besides weekends and England's bank holidays: "
        "2013-12-27, say.",
    )

    @model_validator(mode="after")
    def _names_only(self) -> Self:
        wrong = [domain for domain in self.domains if not _DOMAIN.fullmatch(domain)]
        if wrong:
            raise ValueError(f'domains are written as "council.example"; {wrong[0]!r} is none')
        if self.auth_server is not None and not self.auth_server.strip():
            raise ValueError("auth_server must be a name; leave it out to have none checked")
        return self


class LimitSettings(Part):
    """How much of one mail is looked at. What is beyond goes to a person."""

    message_mb: float = Field(150, gt=0, description="The whole mail.")
    part_mb: float = Field(50, gt=0, description="One attachment.")
    total_mb: float = Field(200, gt=0, description="All attachments of a mail, unpacked.")
    parts: int = Field(500, gt=0, description="How many attachments, unpacked.")
    depth: int = Field(8, gt=0, description="How deep mails and archives may lie in one another.")
    zip_entries: int = Field(1_000, gt=0, description="How many files one archive may hold.")
    zip_ratio: int = Field(100, gt=0, description="How many times larger than the archive they may be.")
    document_seconds: float = Field(
        30, gt=0, description="Seconds of a processor that reading one document may take."
    )
    mail_seconds: float = Field(120, gt=0, description="How long reading all documents of a mail may take.")


class ScannerSettings(Part):
    """ClamAV's daemon; without this nothing is scanned. While it does not answer, mails wait."""

    socket: Path | None = Field(None, description="Its socket, /run/clamav/clamd.ctl on Debian.")
    host: str = Field("", description="Or the machine on which it listens.")
    port: int = Field(3310, ge=1, le=65535, description="And its port there.")
    timeout_seconds: float = Field(30, gt=0, description="How long it may take with one attachment.")

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if bool(self.socket) == bool(self.host):
            raise ValueError("give either socket or host")
        return self


class SlackSettings(Part):
    """The chat workspace; without it everything goes by e-mail."""

    bot_token: SecretStr | None = Field(None, description="Bot token, xoxb-…")
    bot_token_file: Path | None = Field(None, description="A file that holds it, instead.")
    app_token: SecretStr | None = Field(None, description="App-level token for Socket Mode, xapp-…")
    app_token_file: Path | None = Field(None, description="A file that holds it, instead.")
    api_url: str = Field("https://slack.com/api/", description="Left out: Slack itself.")

    @model_validator(mode="after")
    def _only_loopback_in_clear(self) -> Self:
        check_url(self.api_url, "api_url")
        return self

    @model_validator(mode="after")
    def _both_tokens(self) -> Self:
        bot, app = self.bot_token or self.bot_token_file, self.app_token or self.app_token_file
        if bool(bot) != bool(app):
            raise ValueError(f"give {'app_token' if bot else 'bot_token'} as well (or its file)")
        return self

    def tokens(self) -> tuple[str, str] | None:
        """(bot token, app token), or None if Slack is not set up."""
        bot = either(self.bot_token, self.bot_token_file)
        app = either(self.app_token, self.app_token_file)
        return (bot, app) if bot and app else None


class SmtpSettings(Secret):
    """Outgoing mail, for whoever has no Slack account. Without it an ews or graph mailbox sends."""

    host: str = Field(description="Name or address of the server.")
    port: int | None = Field(
        None, ge=1, le=65535, description="Port; left out: 465 with tls, 587 with starttls, else 25."
    )
    security: Security = Field("starttls", description="tls, starttls, or none (loopback only).")
    username: str = Field("", description="Who to log in as; empty: nobody.")
    sender: str = Field(description="The address that mails come from.")
    ca_file: Path | None = Field(None, description="Certificates of an authority of the council's own (PEM).")

    @model_validator(mode="after")
    def _only_loopback_in_clear(self) -> Self:
        check_security(self.host, self.security)
        return self


class DeliverySettings(Part):
    """How messages go out."""

    lease_seconds: float = Field(
        30, gt=0, description="How long a mail or message may be in work before another process takes it up."
    )


class Settings(BaseSettings):
    """Everything that can be set; `docs/settings.md` lists it."""

    model_config = SettingsConfigDict(env_prefix="AUDITBOT_", env_nested_delimiter="__", extra="forbid")

    database: DatabaseSettings = DatabaseSettings()  # pyright: ignore[reportCallIssue]
    council: CouncilSettings = CouncilSettings()  # pyright: ignore[reportCallIssue]
    mailboxes: tuple[MailboxSettings, ...] = ()
    slack: SlackSettings = SlackSettings()  # pyright: ignore[reportCallIssue]
    smtp: SmtpSettings | None = None
    limits: LimitSettings = LimitSettings()  # pyright: ignore[reportCallIssue]
    virus_scanner: ScannerSettings | None = None
    deliveries: DeliverySettings = DeliverySettings()  # pyright: ignore[reportCallIssue]

    @model_validator(mode="after")
    def _one_mailbox_of_each_name(self) -> Self:
        names = [mailbox.name for mailbox in self.mailboxes]
        if len(set(names)) < len(names):
            raise ValueError("each of [[mailboxes]] needs a name of its own: audits or voice")
        return self

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        return (named["env_settings"], named["init_settings"])
