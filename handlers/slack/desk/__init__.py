"""The review desk in Slack: what waits, what can be done with it, and the windows in which it is done."""
