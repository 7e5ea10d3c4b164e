"""Plain texts and web pages, as files and as bodies of mails."""
