"""What `auditbot demo` starts with: made-up people, cases and mails."""

from bot.demo.build import CASES, PEOPLE, Story, sample_mail

__all__ = ["CASES", "PEOPLE", "Story", "sample_mail"]
