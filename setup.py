"""Compiles every kernel of _fastroute. Switches: CALLBOX_ANNOTATE=1 (write HTML), CALLBOX_TRACE=1 (line tracing)."""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

annotate = os.environ.get("CALLBOX_ANNOTATE") == "1"
trace = os.environ.get("CALLBOX_TRACE") == "1"

# Signs and narrowing are where C lies to Python: they are warnings here. No -march: the package must run on every Pi.
C_FLAGS = ["-O3", "-ffp-contract=off", "-Wall", "-Wno-unused-function"]

kernels = [
    Extension(
        f"_fastroute.{source.stem}",
        [source.as_posix()],
        extra_compile_args=C_FLAGS,
        define_macros=[("CYTHON_TRACE_NOGIL", "1")] if trace else [],
    )
    for source in sorted(Path("_fastroute").glob("*.pyx"))
]

setup(
    ext_modules=cythonize(
        kernels,
        annotate=annotate,
        force=annotate or trace,
        compiler_directives={
            "language_level": 3,
            "embedsignature": True,
            "boundscheck": trace,
            "wraparound": False,
            "cdivision": True,
            "initializedcheck": False,
            "linetrace": trace,
        },
    )
)
