"""A made-up Exchange: one model of mailboxes, and the two protocols in front of it."""
