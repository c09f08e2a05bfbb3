"""How what is asked travels from this computer to the office's data, and what that guards against."""

from desktop.i18n import N_
from desktop.rules.words import Word


class Line(Word):
    """The way to an office: none for a file, else a connection to a server."""

    FILE = "file", ""
    OPEN = "open", N_("The connection to the server is not encrypted: whoever can listen on the line reads what is "
                      "not sealed.")  # fmt: skip
    HERE = "here", N_("The server is on this computer: what is asked leaves it over no line.")
    ENCRYPTED = "encrypted", N_("The connection to the server is encrypted. Whose server it is, nobody checks: for "
                                "that its address needs ?sslmode=verify-full&sslrootcert=FILE.")  # fmt: skip
    CHECKED = "checked", N_("The connection to the server is encrypted, and its certificate is checked.")
