"""What audits leave to do in children's records, in Slack: shown, ticked off, and the document sent again."""
