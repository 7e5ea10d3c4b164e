"""The Web API: one function for each method, registered by name."""

from bot.workspace.api import basics, chat, conversations, files, users, views
from bot.workspace.api.calling import answer

__all__ = ["answer", "basics", "chat", "conversations", "files", "users", "views"]
