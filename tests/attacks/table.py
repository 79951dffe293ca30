"""Run every attack and write docs/attacks.md: python tests/attacks/table.py"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent), str(HERE)]

from arena import DOCUMENT, arena, table  # noqa: E402  the path is set above
from expectations import ATTACKS  # noqa: E402

if __name__ == "__main__":
    with arena() as place:
        DOCUMENT.write_text(table({attack.file: place.run(attack) for attack in ATTACKS}), encoding="utf-8")
    print(f"{DOCUMENT.name}: {len(ATTACKS)} attacks")
