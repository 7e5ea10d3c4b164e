"""Mail in and out: mailboxes, intake, triage, reading audit documents and writing them."""
