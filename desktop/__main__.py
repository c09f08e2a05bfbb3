"""Starts Clientele: the window, or one of the office commands."""

import gc
import logging
import sys
from collections.abc import Sequence


def main(args: Sequence[str] | None = None) -> int:
    """Returns the exit status: 0 done, 1 refused, 2 wrong usage."""
    given = list(sys.argv[1:] if args is None else args)
    # each loads what it needs alone: a command no Qt, the window no argument parser
    if not given or given == ["--smoke"]:
        # what a start makes is there to stay: looking through it for rubbish costs an eighth of the time
        gc.disable()
        from desktop import app

        gc.freeze()
        return int(app.main(smoke=bool(given)))
    if given[0] == "--read-documents":
        # a frozen program is its own reader of documents: `services/document_process.py`
        from desktop.services import document_worker

        return document_worker.main()
    from desktop import commands
    from desktop.i18n import _
    from desktop.workstation import paths

    try:
        return commands.main(given)
    except Exception:
        logging.getLogger("desktop").exception("a command failed")
        said = _("This is a fault of Clientele, not yours; nothing was changed by halves. The log is in {folder}.")
        sys.stderr.write(said.format(folder=paths.log_dir()) + "\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
