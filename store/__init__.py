"""What is kept: tables, repositories, the unit of work, the outbox, the log, and recording an audit."""
