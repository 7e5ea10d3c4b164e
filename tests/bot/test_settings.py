"""The settings: what a council writes is what the bot gets, and mistakes are named."""

from pathlib import Path

import pytest

from bot.settings import FolderMailbox, ImapMailbox, SettingsError, load_settings
from bot.settings_page import settings_page

CONTRACT = """
[database]
url = "sqlite:///auditbot.db"

[council]
pack = "rochdale-2013"
domains = ["council.example"]
auth_server = "mx.council.example"

[[mailboxes]]
name = "audits"
kind = "imap"
host = "127.0.0.1"
port = 10143
security = "none"
username = "audits"
password = "secret-one"
poll_seconds = 1

[[mailboxes]]
name = "voice"
kind = "folder"
path = "inbox-voice"

[slack]
bot_token = "xoxb-secret-two"
app_token = "xapp-secret-three"
api_url = "http://127.0.0.1:9000/api/"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "auditbot.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_setting_of_the_contract_is_understood(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, CONTRACT))
    imap, folder = settings.mailboxes
    assert isinstance(imap, ImapMailbox)
    assert imap.port == 10143
    assert imap.secret() == "secret-one"
    assert isinstance(folder, FolderMailbox)
    assert settings.slack.tokens() == ("xoxb-secret-two", "xapp-secret-three")


def test_relative_paths_are_relative_to_the_settings_file_not_to_where_it_is_run(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, CONTRACT))
    assert settings.database.url == f"sqlite:///{tmp_path / 'auditbot.db'}"
    folder = settings.mailboxes[1]
    assert isinstance(folder, FolderMailbox)
    assert folder.path == tmp_path / "inbox-voice"


def test_a_bot_started_elsewhere_would_begin_with_an_empty_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, CONTRACT.replace('url = "sqlite:///auditbot.db"', ""))
    assert load_settings(path).database.url == f"sqlite:///{tmp_path / 'auditbot.db'}"
    monkeypatch.setenv("AUDITBOT_DATABASE__URL", "sqlite:///other.db")
    assert load_settings(path).database.url == f"sqlite:///{tmp_path / 'other.db'}"


def test_a_file_written_by_notepad_would_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "auditbot.toml"
    path.write_text(CONTRACT, encoding="utf-8-sig")
    assert load_settings(path).council.domains == ("council.example",)


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITBOT_SLACK__BOT_TOKEN", "xoxb-from-the-environment")
    settings = load_settings(write(tmp_path, CONTRACT))
    assert settings.slack.tokens() == ("xoxb-from-the-environment", "xapp-secret-three")


def test_a_secret_in_a_file_is_read_without_its_line_end(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("xoxb-in-a-file\n", encoding="utf-8")
    text = CONTRACT.replace('bot_token = "xoxb-secret-two"', 'bot_token_file = "token"')
    tokens = load_settings(write(tmp_path, text)).slack.tokens()
    assert tokens is not None
    assert tokens[0] == "xoxb-in-a-file"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('kind = "imap"', 'kind = "pop3"', "mailboxes.0"),
        ('host = "127.0.0.1"', 'host = "mail.council.example"', "this machine only"),
        ("http://127.0.0.1:9000", "http://slack.example", "https"),
        ("poll_seconds = 1", "pol_seconds = 1", "pol_seconds"),
        ("poll_seconds = 1", "poll_seconds = 0", "greater than 0"),
        ("[database]", "[database", "not TOML"),
        ('name = "voice"', 'name = "audits"', "a name of its own"),
        ('["council.example"]', '["@council.example"]', "domains are written as"),
        ('["council.example"]', '"council.example"', "in square brackets"),
        ('"mx.council.example"', '""', "auth_server must be a name"),
        ("port = 10143", "port = 99999", "less than or equal to 65535"),
        ('app_token = "xapp-secret-three"', "", "give app_token as well"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, before: str, after: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        load_settings(write(tmp_path, CONTRACT.replace(before, after)))


def test_a_mistake_never_shows_a_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(write(tmp_path, CONTRACT.replace('security = "none"', 'security = "nome"')))
    assert "secret" not in str(caught.value)


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="There is no settings file"):
        load_settings(tmp_path / "nowhere.toml")


def test_the_settings_page_says_what_the_program_does() -> None:
    page = Path(__file__).parents[2] / "docs" / "settings.md"
    assert page.read_text(encoding="utf-8") == settings_page(), (
        "make it anew: .venv/bin/python -m bot.settings_page > docs/settings.md"
    )
