"""python -m sync.server is tusach-server."""

import sys

from sync.server.cli import main

sys.exit(main())
