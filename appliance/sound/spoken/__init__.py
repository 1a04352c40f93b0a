"""Numbers, money, dates, times and waits in words, by the grammar of nine languages; pure."""
