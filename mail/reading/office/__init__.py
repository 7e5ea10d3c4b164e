"""Having LibreOffice turn a file that has no reader of ours into one that has, and checking what it made of it.

LibreOffice runs outside the child processes that read: a child may write no file.
"""
