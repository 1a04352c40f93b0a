"""Why a certificate cannot be had or taken."""


class CertificateFault(Exception):
    """The text is one sentence: which file, what is wrong with it, what to try."""
