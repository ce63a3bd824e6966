"""Every key is found on its line, whatever the layout."""

from desk.playbook.lines import lines

TEXT = '''\
# a remark

name = "us"
"quoted key" = 1
dotted.inner = true

[EMEA]  # with a remark
channel = """
two lines
[not.a.table]
"""
list = [
  "one",  # in the list
  { a = 1 },
]
after = 5

[EMEA.hours]
Monday = "09:00-17:00"
12-24 = { name = "Eve", hours = "x" }

[[person]]
name = "A"

[[person.roles]]
role = "rep"

[[person]]
name = "B"

[person.more]
x = 1
[[person.roles]]
role = "lead"
[[person.roles]]
role = "hub"
'''


def test_keys_are_found_on_their_lines() -> None:
    assert lines(TEXT) == {
        ("name",): 3,
        ("quoted key",): 4,
        ("dotted",): 5,
        ("dotted", "inner"): 5,
        ("EMEA",): 7,
        ("EMEA", "channel"): 8,
        ("EMEA", "list"): 12,
        ("EMEA", "after"): 16,
        ("EMEA", "hours"): 18,
        ("EMEA", "hours", "Monday"): 19,
        ("EMEA", "hours", "12-24"): 20,
        ("EMEA", "hours", "12-24", "name"): 20,
        ("EMEA", "hours", "12-24", "hours"): 20,
        ("person", 0): 22,
        ("person", 0, "name"): 23,
        ("person", 0, "roles", 0): 25,
        ("person", 0, "roles", 0, "role"): 26,
        ("person", 1): 28,
        ("person", 1, "name"): 29,
        ("person", 1, "more"): 31,
        ("person", 1, "more", "x"): 32,
        ("person", 1, "roles", 0): 33,
        ("person", 1, "roles", 0, "role"): 34,
        ("person", 1, "roles", 1): 35,
        ("person", 1, "roles", 1, "role"): 36,
    }
