"""The settings: one TOML file, overridden by the environment (`AUDITBOT_SLACK__BOT_TOKEN`)."""

from bot.settings.loading import load_settings
from bot.settings.mailboxes import EwsMailbox, FolderMailbox, GraphMailbox, ImapMailbox, MailboxSettings
from bot.settings.parts import SettingsError
from bot.settings.tables import (
    CouncilSettings,
    DatabaseSettings,
    DeliverySettings,
    LimitSettings,
    ScannerSettings,
    Settings,
    SlackSettings,
    SmtpSettings,
)

__all__ = [
    "CouncilSettings",
    "DatabaseSettings",
    "DeliverySettings",
    "EwsMailbox",
    "FolderMailbox",
    "GraphMailbox",
    "ImapMailbox",
    "LimitSettings",
    "MailboxSettings",
    "ScannerSettings",
    "Settings",
    "SettingsError",
    "SlackSettings",
    "SmtpSettings",
    "load_settings",
]
