"""`python -m testimonia` is `testimonia`."""

from __future__ import annotations

from testimonia.cli import main

if __name__ == "__main__":
    main()
