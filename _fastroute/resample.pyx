"""Sound at one rate to another by a polyphase filter, evaluated only where an output sample lies."""


cdef void filter_all(
    const double *samples, const double *filters, Py_ssize_t phases, Py_ssize_t taps, Py_ssize_t step, double *out, Py_ssize_t count
) noexcept nogil:
    cdef Py_ssize_t i
    cdef Py_ssize_t start = 0
    cdef Py_ssize_t phase = 0
    for i in range(count):
        out[i] = inner_two(&samples[start], &filters[phase * taps], taps)
        phase += step
        start += phase // phases
        phase %= phases


def filtered(
    const double[::1] samples not None, const double[:, ::1] filters not None, Py_ssize_t step, double[::1] out not None
):
    cdef Py_ssize_t phases = filters.shape[0]
    cdef Py_ssize_t taps = filters.shape[1]
    cdef Py_ssize_t count = out.shape[0]
    if step < 1 or phases < 1 or taps < 1:
        raise ValueError(f"filtered: a step of {step} and filters of shape ({phases}, {taps}); each is 1 at least")
    if count == 0:
        return
    # Written so that no product overflows for any length that fits into memory.
    if (count - 1) // phases * step + (count - 1) % phases * step // phases + taps > samples.shape[0]:
        raise ValueError(
            f"filtered: {count} samples with a step of {step} / {phases} and {taps} taps need more than {samples.shape[0]}"
        )
    with nogil:
        filter_all(&samples[0], &filters[0, 0], phases, taps, step, &out[0], count)
