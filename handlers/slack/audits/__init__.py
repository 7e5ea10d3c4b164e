"""Audits held in Slack: what each turn shows, and what a click or a message means."""
