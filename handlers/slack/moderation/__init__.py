"""Moderation: the QA team looks at audits whose judgement is well above an area (A-29)."""
