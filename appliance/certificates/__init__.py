"""The box's own certificate authority, the certificate its pages show, and one that an admin brings."""
