"""`python -m juncture.site …` is the `juncture` command."""

import sys

from juncture.site.command import main

if __name__ == "__main__":
    sys.exit(main())
