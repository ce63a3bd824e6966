"""Decides: pure functions over plain values. No I/O, no clock, no ORM; `now` is always an argument."""
