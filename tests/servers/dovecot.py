"""A throw-away Dovecot from the machine's own package, on loopback, with one account. For `make test-all` only. Stops only what it started."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import tempfile
from pathlib import Path

from tests.servers.imap import PASSWORD, Server, free_port

_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = {user}
default_login_user = {login}
mail_max_userip_connections = 50
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service imap {{
  process_limit = 50
}}
"""


class Dovecot(Server):
    """Started by making one."""

    def __init__(self) -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="dc-", dir="/tmp"))  # short: the paths of its sockets have a limit
        login, mail = ("dovenull", "nobody") if os.geteuid() == 0 else (getpass.getuser(),) * 2  # mails of root's it will not serve
        own = pwd.getpwnam(mail)
        for name in ("mail", "home"):
            (self._folder / name).mkdir()
            os.chown(self._folder / name, own.pw_uid, own.pw_gid)
        self._folder.chmod(0o755)
        config = self._folder / "dovecot.conf"
        config.write_text(_CONFIG.format(folder=self._folder, port=self.port, password=PASSWORD, login=login, uid=own.pw_uid, gid=own.pw_gid,
                                         user="dovecot" if os.geteuid() == 0 else login))
        program = shutil.which("dovecot", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))
        assert program is not None, "apt-get install dovecot-imapd"
        self._start([program, "-F", "-c", str(config)], self._folder / "log")

    def stop(self) -> None:
        super().stop()
        shutil.rmtree(self._folder)
