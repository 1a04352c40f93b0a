"""What is told of certificates: to browsers, on the box page, at a terminal. No key is ever part of it."""

from appliance.model.words import Value


class Certificate(Value, frozen=True, kw_only=True, tag=False):
    subject: str
    issuer: str
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    from_utc_ms: int
    to_utc_ms: int
    fingerprint: str
    """SHA-256 of the whole certificate, as browsers show it: 32 pairs of hexadecimal digits and colons between them."""


class Certificates(Value, frozen=True, kw_only=True, tag=False):
    root: Certificate
    """Of the box's own authority; browsers are to trust it."""
    leaf: Certificate
    """Signed by it; what is shown to browsers."""
    uploaded: Certificate | None = None
    """Brought by an admin; shown to whoever asks for one of its names."""
    permitted: tuple[str, ...] = ()
    """Names and networks that the root may vouch for; browsers refuse any other."""
    doubts: tuple[str, ...] = ()
    """One sentence each: what somebody should look after."""
