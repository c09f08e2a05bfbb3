"""Programs in processes that are copies of one that has loaded all they use, which would take longer than they do."""

import multiprocessing
import os
import subprocess
import sys
from multiprocessing.connection import Connection, Pipe
from typing import Any


class Copied:
    """A program in a process that was copied; what is used of `subprocess.Popen`."""

    def __init__(self, program: str, given: list[str]) -> None:
        context: Any = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.faults.loaded"])
        (its_in, to), (said, its_out) = Pipe(duplex=False), Pipe(duplex=False)
        self._process = context.Process(target=carry_out, args=(program, given, dict(os.environ), its_in, its_out))
        self._process.start()
        its_in.close()
        its_out.close()
        self.stdin = os.fdopen(os.dup(to.fileno()), "w", encoding="utf-8")
        self.stdout = os.fdopen(os.dup(said.fileno()), encoding="utf-8")
        to.close()
        said.close()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def kill(self) -> None:
        self._process.kill()

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired("a copied program", timeout or 0)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, None]:
        self.stdin.close()
        # what is left to say fits into the pipe
        self.wait(timeout)
        with self.stdout:
            return self.stdout.read(), None


def carry_out(program: str, given: list[str], environment: dict[str, str], said: Connection, to: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for end, number in ((said, 0), (to, 1)):
        os.dup2(end.fileno(), number)
        end.close()
    sys.stdin, sys.stdout = open(0, encoding="utf-8"), open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.argv = ["-c", *given]
    exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})
