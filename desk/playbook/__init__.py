"""The team's playbook: read from its folder, applied to the store, and written back."""

from desk.playbook.applying import Playbooks
from desk.playbook.changes import Change, Changes, Verb
from desk.playbook.export import FolderTaken
from desk.playbook.problems import PlaybookInvalid, Problem
from desk.playbook.reading import Playbook, read
from desk.playbook.running import RunningClocks

__all__ = [
    "Change",
    "Changes",
    "FolderTaken",
    "Playbook",
    "PlaybookInvalid",
    "Playbooks",
    "Problem",
    "RunningClocks",
    "Verb",
    "read",
]
