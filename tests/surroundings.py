"""Loaded by pytest before Django reads its settings (`-p tests.surroundings`), so that no test touches a real
./var and pages find their styles without a collectstatic run.

`TESTS_DATABASE_URL=postgres://… ./juncture test tests/practice tests/web` runs them on a PostgreSQL of yours.
"""

import os
import tempfile

for name in [name for name in os.environ if name.startswith("JUNCTURE_")]:
    del os.environ[name]
os.environ["JUNCTURE_VAR"] = tempfile.mkdtemp(prefix="juncture-tests-")
os.environ["JUNCTURE_PLAIN_STATIC"] = "1"
if "TESTS_DATABASE_URL" in os.environ:
    os.environ["JUNCTURE_DATABASE_URL"] = os.environ["TESTS_DATABASE_URL"]
