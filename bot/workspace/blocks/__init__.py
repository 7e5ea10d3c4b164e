"""Block Kit: what Slack accepts, refuses and fills in."""

from bot.workspace.blocks.check import check_attachments, check_blocks, check_view
from bot.workspace.blocks.normal import fill_in

__all__ = ["check_attachments", "check_blocks", "check_view", "fill_in"]
