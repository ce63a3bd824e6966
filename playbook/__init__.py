"""The playbooks that ship with EcoOps as data: `default`, which every team starts from, and `demo`, the sandbox's."""
