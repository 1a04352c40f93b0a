"""What a technician types."""


def main() -> int:
    return 0
