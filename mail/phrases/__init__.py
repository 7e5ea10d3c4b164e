"""How people say that an audit is a draft, is withdrawn or is not right: one list, for mails and for documents."""
