"""`python -m bench [NAME...]`: run the benches of this folder, or those named."""

import sys
from importlib import import_module
from pathlib import Path

from bot import garbage


def main() -> None:
    names = sys.argv[1:] or [
        file.stem
        for file in sorted(Path(__file__).parent.glob("*.py"))
        if "def main()" in file.read_text(encoding="utf-8") and not file.stem.startswith("_")
    ]
    for name in names:
        with garbage.left_alone():  # as in the program that is measured
            bench = import_module(f"bench.{name}")
        print(f"\n{name}: {(bench.__doc__ or '').strip().splitlines()[0]}")
        bench.main()


if __name__ == "__main__":
    main()
