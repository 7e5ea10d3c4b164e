"""What the tables of the settings have in common: secrets, and what may go over the wire in clear."""

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

LOOPBACK = ("127.0.0.1", "::1", "localhost")
Security = Literal["tls", "starttls", "none"]


class SettingsError(ValueError):
    """Settings that cannot be used; the message names each one and what is wrong, never a secret."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Secret(Part):
    """Something that has a password, given as such or as the path of a file that holds it."""

    password: SecretStr | None = Field(None, description="The password.")
    password_file: Path | None = Field(None, description="A file that holds the password, instead of it.")

    def secret(self) -> str:
        """The password; empty where there is none. SettingsError if its file cannot be read."""
        if self.password_file is not None:
            return read_secret(self.password_file)
        return self.password.get_secret_value() if self.password else ""


class OAuth(Part):
    """An application registered with Microsoft Entra ID, which logs in without a person's password."""

    tenant: str = Field("", description="Directory (tenant) id, for client_id.")
    client_id: str = Field("", description="Application (client) id; with it OAuth is used, not a password.")
    client_secret: SecretStr | None = Field(None, description="The application's secret.")
    client_secret_file: Path | None = Field(None, description="A file that holds it, instead.")
    authority_url: str = Field(
        "https://login.microsoftonline.com", description="Where tokens come from; left out: Microsoft."
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.client_id and not (self.tenant and (self.client_secret or self.client_secret_file)):
            raise ValueError("client_id needs tenant, and client_secret or client_secret_file")
        check_url(self.authority_url, "authority_url")
        return self

    def application_secret(self) -> str:
        """The application's secret; empty where there is none. SettingsError if its file cannot be read."""
        return either(self.client_secret, self.client_secret_file)


def read_secret(path: Path) -> str:
    """The secret in a file, without the line's end. SettingsError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The secret in {path} cannot be read: {type(error).__name__}.") from error


def either(value: SecretStr | None, path: Path | None) -> str:
    return read_secret(path) if path is not None else value.get_secret_value() if value else ""


def check_security(host: str, security: Security) -> None:
    if security == "none" and host not in LOOPBACK:
        raise ValueError('security = "none" is for this machine only; use "tls" or "starttls"')


def check_url(url: str, name: str) -> None:
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"{name} must begin with https://")
    if url.startswith("http://") and host_of(url) not in LOOPBACK:
        raise ValueError(f"{name} must be https, except on this machine")


def host_of(address: str) -> str:
    """The host of a URL, of "host:port" or of a name alone."""
    return urlsplit(address if "://" in address else f"//{address}").hostname or ""
