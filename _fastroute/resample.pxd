# One rate to another: each output sample is one row of a polyphase filter over the samples around its place.
#
# filter_all   output sample i lies at i * step / phases input samples; the rest of that chooses the row (phase), the whole part
#              where the window begins
# inner_two    the loop that costs the time, in vectors of two doubles

cdef extern from *:
    """
    #ifndef CALLBOX_DOUBLES
    #define CALLBOX_DOUBLES
    typedef double two __attribute__((vector_size(16), aligned(8), may_alias));

    /* sum of a[i] * b[i]. Eight sums: one would wait for its own addition */
    static double inner_two(const double *a, const double *b, Py_ssize_t count) {
        two s = {0}, t = {0}, u = {0}, v = {0};
        double rest = 0;
        Py_ssize_t i = 0;
        for (; i + 8 <= count; i += 8) {
            const two *x = (const two *)(a + i), *y = (const two *)(b + i);
            s += x[0] * y[0]; t += x[1] * y[1]; u += x[2] * y[2]; v += x[3] * y[3];
        }
        for (; i < count; i++) rest += a[i] * b[i];
        s += t; u += v; s += u;
        return s[0] + s[1] + rest;
    }
    #endif
    """
    double inner_two(const double *a, const double *b, Py_ssize_t count) noexcept nogil

cdef void filter_all(
    const double *samples, const double *filters, Py_ssize_t phases, Py_ssize_t taps, Py_ssize_t step, double *out, Py_ssize_t count
) noexcept nogil
