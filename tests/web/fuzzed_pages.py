"""`python -m tests.web.fuzzed_pages [SECONDS]`: schemathesis asks everything the API's document offers, as an admin.

It wants the extra "fuzz" and is no part of the suite. Left out is what starts programs, never ends, or signs out.
"""

import asyncio
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.control.server import serve
from appliance.control.socket_file import SocketFile
from appliance.model.accounts import Role
from tests.control.house import BUSY, InventedBox
from tests.runtime.left_messages import left, messages_left
from tests.web.signed import session_of, strict_pages, user

LEFT_OUT = "prompts|trace/live|events|mail|sign-out|users/root|me/|settings|first-run"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,"
    "negative_data_rejection"
)


async def main(seconds: str) -> int:
    program = shutil.which("schemathesis")
    if program is None:
        sys.stderr.write('schemathesis is not installed: pip install -e ".[fuzz]"\n')
        return 2
    with TemporaryDirectory(prefix="cb") as folder:
        path, box = Path(folder) / "control.sock", InventedBox(BUSY)
        server = await serve(box, SocketFile(path))
        async with messages_left(Path(folder), left(1), left(2)) as house, strict_pages(path) as (pages, address):
            box.boxes, box.database = house.boxes, str(house.archive.database)
            await user(pages, "root", Role.ADMIN)
            cookie = await session_of(pages, "root")
            child = await asyncio.create_subprocess_exec(
                *(program, "run", f"{address}/api/v1/openapi.json", "-n", "10", "--max-time", seconds),
                *("-H", f"Cookie: callbox={cookie['callbox']}", "--checks", CHECKS),
                *("--phases", "coverage,fuzzing", "--exclude-path-regex", LEFT_OUT),
            )
            code = await child.wait()
        await server.close()
    return code


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "60")))
