"""Allocations in Slack: starting the audit of one, and a conflict of interest about one."""
