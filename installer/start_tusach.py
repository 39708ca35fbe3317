"""Where the frozen program starts: the same door as `tusach`."""

import sys

from desktop.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
