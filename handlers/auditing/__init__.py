"""Audits held in chat: conversations loaded, moved on and stored, and what a turn has to lead to."""
