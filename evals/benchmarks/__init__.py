"""Figures of speed and memory, each beside what the bare encoder takes for the same message in the same run."""
