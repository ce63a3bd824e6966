"""Runs: the process. The only folder that knows how the parts fit together."""
