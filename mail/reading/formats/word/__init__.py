"""Word documents (.docx, .docm, strict), walked as they are shown."""
