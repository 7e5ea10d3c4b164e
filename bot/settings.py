"""The settings: one TOML file, overridden by the environment (`AUDITBOT_SLACK__BOT_TOKEN`)."""

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

LOOPBACK = ("127.0.0.1", "::1", "localhost")
Security = Literal["tls", "starttls", "none"]


class SettingsError(ValueError):
    """Settings that cannot be used; the message names each one and what is wrong, never a secret."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSettings(_Part):
    """Where everything is kept."""

    url: str = Field("sqlite:///auditbot.db", description="SQLAlchemy address: SQLite file or PostgreSQL.")


class CouncilSettings(_Part):
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


class Secret(_Part):
    """Something that has a password, given as such or as the path of a file that holds it."""

    password: SecretStr | None = Field(None, description="The password.")
    password_file: Path | None = Field(None, description="A file that holds the password, instead of it.")

    def secret(self) -> str:
        """The password; empty where there is none. SettingsError if its file cannot be read."""
        if self.password_file is not None:
            return read_secret(self.password_file)
        return self.password.get_secret_value() if self.password else ""


class _Mailbox(_Part):
    name: Literal["audits", "voice"] = Field(description="Which mailbox of the framework this is.")
    poll_seconds: float = Field(30, gt=0, description="How often to look, where the server does not say.")
    first: Literal["all", "new"] = Field(
        "all", description="At the very first run: read all that is there, or only what comes from then on."
    )
    move: bool = Field(True, description="Move mails when done, into the folders below; never needed.")
    filed: str = Field("Filed", description="Folder for mails that were filed.")
    review: str = Field("Review", description="Folder for mails that a person must look at.")
    ignored: str = Field("Ignored", description="Folder for mails that need nothing.")


class FolderMailbox(_Mailbox):
    """A directory of .eml files, or a Maildir."""

    kind: Literal["folder"]
    path: Path = Field(description="The directory.")


class ImapMailbox(_Mailbox, Secret):
    """A mailbox on an IMAP server."""

    kind: Literal["imap"]
    host: str = Field(description="Name or address of the server.")
    port: int | None = Field(None, description="Port; left out: 993 with tls, else 143.")
    security: Security = Field("tls", description="tls, starttls, or none (loopback only).")
    username: str = Field(description="Who to log in as.")
    folder: str = Field("INBOX", description="The folder that is watched.")
    ca_file: Path | None = Field(None, description="Certificates of an authority of the council's own (PEM).")

    @model_validator(mode="after")
    def _only_loopback_in_clear(self) -> Self:
        _check_security(self.host, self.security)
        return self


MailboxSettings = Annotated[FolderMailbox | ImapMailbox, Field(discriminator="kind")]


class SlackSettings(_Part):
    """The chat workspace; without it everything goes by e-mail."""

    bot_token: SecretStr | None = Field(None, description="Bot token, xoxb-…")
    bot_token_file: Path | None = Field(None, description="A file that holds it, instead.")
    app_token: SecretStr | None = Field(None, description="App-level token for Socket Mode, xapp-…")
    app_token_file: Path | None = Field(None, description="A file that holds it, instead.")
    api_url: str = Field("https://slack.com/api/", description="Left out: Slack itself.")

    @model_validator(mode="after")
    def _only_loopback_in_clear(self) -> Self:
        host = self.api_url.partition("://")[2].split("/")[0].rsplit(":", 1)[0]
        if self.api_url.startswith("http://") and host not in LOOPBACK:
            raise ValueError("api_url must be https, except on this machine")
        return self

    def tokens(self) -> tuple[str, str] | None:
        """(bot token, app token), or None if Slack is not set up."""
        bot = _either(self.bot_token, self.bot_token_file)
        app = _either(self.app_token, self.app_token_file)
        return (bot, app) if bot and app else None


class SmtpSettings(Secret):
    """Outgoing mail, for whoever has no Slack account."""

    host: str = Field(description="Name or address of the server.")
    port: int | None = Field(None, description="Port; left out: 465 with tls, 587 with starttls, else 25.")
    security: Security = Field("starttls", description="tls, starttls, or none (loopback only).")
    username: str = Field("", description="Who to log in as; empty: nobody.")
    sender: str = Field(description="The address that mails come from.")
    ca_file: Path | None = Field(None, description="Certificates of an authority of the council's own (PEM).")

    @model_validator(mode="after")
    def _only_loopback_in_clear(self) -> Self:
        _check_security(self.host, self.security)
        return self


class DeliverySettings(_Part):
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
    deliveries: DeliverySettings = DeliverySettings()  # pyright: ignore[reportCallIssue]

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        return (named["env_settings"], named["init_settings"])


def load_settings(path: Path) -> Settings:
    """The settings in a TOML file, with the environment's on top. Relative paths are relative to the file.

    SettingsError if the file is missing or wrong; each mistake is named with its place.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"There is no settings file {path}.") from error
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise SettingsError(f"The settings file {path} cannot be read: {why}.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings file {path} is not TOML: {error}.") from error
    try:
        return Settings(**_from_here(data, path.resolve().parent))
    except ValidationError as error:
        raise SettingsError(_explain(path, error)) from error


def read_secret(path: Path) -> str:
    """The secret in a file, without the line's end. SettingsError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The secret in {path} cannot be read: {type(error).__name__}.") from error


def _either(value: SecretStr | None, path: Path | None) -> str:
    return read_secret(path) if path is not None else value.get_secret_value() if value else ""


def _check_security(host: str, security: Security) -> None:
    if security == "none" and host not in LOOPBACK:
        raise ValueError('security = "none" is for this machine only; use "tls" or "starttls"')


def _from_here(data: Any, here: Path, key: str = "") -> Any:
    """Relative paths made absolute, SQLite's address among them."""
    if isinstance(data, dict):
        return {name: _from_here(value, here, name) for name, value in data.items()}
    if isinstance(data, list):
        return [_from_here(value, here, key) for value in data]
    if key == "path" or key.endswith("_file"):
        return here / Path(str(data)).expanduser()
    if key == "url" and str(data).startswith("sqlite:///") and not str(data).startswith("sqlite:////"):
        return f"sqlite:///{here / str(data).removeprefix('sqlite:///')}"
    if key == "pack" and (here / str(data) / "pack.yaml").is_file():
        return str(here / str(data))
    return data


_SAID = {
    "extra_forbidden": "there is no such setting; docs/settings.md lists them",
    "missing": "must be given",
    "union_tag_not_found": "kind must be given: folder or imap",
    "union_tag_invalid": "kind must be folder or imap",
}


def _explain(path: Path, error: ValidationError) -> str:
    lines = [f"The settings in {path} cannot be used:"]
    for item in error.errors(include_input=False, include_url=False):
        place = ".".join(str(step) for step in item["loc"]) or "the whole"
        said = _SAID.get(item["type"]) or item["msg"].removeprefix("Value error, ").replace("Input s", "s")
        lines.append(f"  {place}: {said}")
    return "\n".join(lines)
