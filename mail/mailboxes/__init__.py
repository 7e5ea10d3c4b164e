"""Mailboxes: where mail comes from, all behind one port."""
