"""Tests of what the calendar calls for."""
