"""Mail as Outlook keeps it: Outlook messages (.msg) and winmail.dat, both read from their bytes."""
