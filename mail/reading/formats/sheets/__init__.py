"""Workbooks of Excel (.xlsx), and what is common to sheets of any kind."""
