"""`python -m hasten` is the same as `hasten`."""

import sys

from hasten.cli import main

if __name__ == "__main__":
    sys.exit(main())
