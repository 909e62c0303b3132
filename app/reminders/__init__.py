"""Reminders: what an agency or a mentor owes something for, by the day on which it is due."""
