"""Slack: the gateway to its Web API, what people do there, and the connection."""
