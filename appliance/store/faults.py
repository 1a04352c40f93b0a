"""What the store raises. Every text is one sentence: where, what, what was expected, what to try."""


class StoreFault(Exception):
    """The disk, or the file on it, cannot be used now; it may be better in a while."""


class StoreRefused(StoreFault):
    """The file is sound but not ours to write: a newer program's, another program's, or held by another box."""


class StoreDamaged(StoreFault):
    """What is in the file is not what SQLite or this program wrote."""


class NotPossible(Exception):
    """What was wanted of accounts or contacts cannot be: a name that is taken, a row that is not there."""
