"""What memcheck counts of a valgrind log: reports with a frame of ours, each with its stack."""

from benchmarks.memcheck import OURS, reports

LOG = """\
==71== Memcheck, a memory error detector
==71== Command: python -m pytest
==71==
==71== Invalid read of size 4
==71==    at 0x6A1B2C3: age_again (ticket_tree.h:88)
==71==    by 0x6A1B000: after_finishing (in /srv/box/_fastroute/router.cpython-311-x86_64-linux-gnu.so)
==71==  Address 0x4c0 is 0 bytes after a block of size 64 alloc'd
==71==    at 0x48407B4: malloc (vg_replace_malloc.c:381)
==71==
==71== 40 bytes in 1 blocks are definitely lost in loss record 3 of 900
==71==    at 0x48407B4: malloc (vg_replace_malloc.c:381)
==71==    by 0x4A1B2C3: PyList_New (in /usr/lib/libpython3.11.so)
==71==
==71== LEAK SUMMARY:
==71==    definitely lost: 40 bytes in 1 blocks
"""


def test_each_report_has_its_stack_and_only_those_with_a_frame_of_ours_count() -> None:
    said = reports(LOG)
    assert [report.splitlines()[0] for report in said] == [
        "Invalid read of size 4",
        "40 bytes in 1 blocks are definitely lost in loss record 3 of 900",
    ]
    assert [bool(OURS.search(report)) for report in said] == [True, False]
    assert "block of size 64" in said[0]
