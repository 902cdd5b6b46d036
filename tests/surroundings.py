"""Loaded by pytest before Django reads its settings (`-p tests.surroundings`), so that no test touches a real
./var and pages find their styles without a collectstatic run."""

import os
import tempfile

os.environ["JUNCTURE_VAR"] = tempfile.mkdtemp(prefix="juncture-tests-")
os.environ["JUNCTURE_PLAIN_STATIC"] = "1"
for name in [name for name in os.environ if name.startswith("JUNCTURE_")]:
    if name not in ("JUNCTURE_VAR", "JUNCTURE_PLAIN_STATIC"):
        del os.environ[name]
