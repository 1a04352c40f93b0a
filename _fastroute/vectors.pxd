"""Inline: the loops that cost all the time in tone detection and echo cancelling, and samples made float."""

# In vectors of four: gcc and clang make them SSE or NEON without being told more; the canceller's in eight where there is AVX2.
# Left to themselves they keep the sums in memory and take three times as long.
cdef extern from *:
    """
    #ifndef CALLBOX_VECTORS
    #define CALLBOX_VECTORS
    typedef float four __attribute__((vector_size(16), aligned(4), may_alias));

    /* lanes[l] = sum over i of samples[i] * table[i][l], 16 lanes */
    static void correlate(const float *samples, const float *table, int count, float *lanes) {
        four a = {0}, b = {0}, c = {0}, d = {0};
        for (int i = 0; i < count; i++) {
            const four *row = (const four *)(table + 16 * i);
            float s = samples[i];
            a += s * row[0]; b += s * row[1]; c += s * row[2]; d += s * row[3];
        }
        four *out = (four *)lanes;
        out[0] = a; out[1] = b; out[2] = c; out[3] = d;
    }

    /* A segment of 2 * half samples, by distance from its middle: weighted sums and differences of the two samples there.
       after runs forward from the middle, before backward. sums[0], sums[1] as of weigh; probed[0], probed[1]: the sums
       and differences correlated with one more frequency. half is a multiple of 4 */
    static void fold(const float *after, const float *before, const float *weights, const float *cosine, const float *sine,
                     int half, float *evens, float *odds, float *sums, float *probed) {
        four plain = {0}, square = {0}, real = {0}, imaginary = {0};
        for (int i = 0; i < half; i += 4) {
            four a = *(const four *)(after + i), b = *(const four *)(before + i), w = *(const four *)(weights + i);
            four even = w * (a + b), odd = w * (a - b);
            *(four *)(evens + i) = even; *(four *)(odds + i) = odd;
            plain += even; square += w * (a * a + b * b);
            real += even * *(const four *)(cosine + i); imaginary += odd * *(const four *)(sine + i);
        }
        sums[0] = plain[0] + plain[1] + plain[2] + plain[3];
        sums[1] = square[0] + square[1] + square[2] + square[3];
        probed[0] = real[0] + real[1] + real[2] + real[3];
        probed[1] = imaginary[0] + imaginary[1] + imaginary[2] + imaginary[3];
    }

    /* lanes 0-7 = sum over i of evens[i] * table[i][l], lanes 8-15 the same of odds; powers = the squares of both.
       Two sums each: one would wait for its own addition. half is a multiple of 2 */
    static void correlate_folded(const float *evens, const float *odds, const float *table, int half, float *lanes,
                                 float *powers) {
        four a = {0}, b = {0}, c = {0}, d = {0}, e = {0}, f = {0}, g = {0}, h = {0};
        for (int i = 0; i < half; i += 2) {
            const four *row = (const four *)(table + 16 * i);
            float s = evens[i], t = odds[i], u = evens[i + 1], v = odds[i + 1];
            a += s * row[0]; b += s * row[1]; c += t * row[2]; d += t * row[3];
            e += u * row[4]; f += u * row[5]; g += v * row[6]; h += v * row[7];
        }
        four *out = (four *)lanes, *square = (four *)powers;
        out[0] = a += e; out[1] = b += f; out[2] = c += g; out[3] = d += h;
        square[0] = a * a + c * c; square[1] = b * b + d * d;
    }

    /* sums[0] = weighted sum, sums[1] = weighted sum of squares; count is a multiple of 4 */
    static void weigh(const float *samples, const float *weights, int count, float *sums) {
        four plain = {0}, square = {0};
        for (int i = 0; i < count; i += 4) {
            four s = *(const four *)(samples + i), w = s * *(const four *)(weights + i);
            plain += w; square += w * s;
        }
        sums[0] = plain[0] + plain[1] + plain[2] + plain[3];
        sums[1] = square[0] + square[1] + square[2] + square[3];
    }

    /* sum of a[i] * b[i]; count is a multiple of 16 */
    static float inner(const float *a, const float *b, int count) {
        four s = {0}, t = {0}, u = {0}, v = {0};
        for (int i = 0; i < count; i += 16) {
            const four *x = (const four *)(a + i), *y = (const four *)(b + i);
            s += x[0] * y[0]; t += x[1] * y[1]; u += x[2] * y[2]; v += x[3] * y[3];
        }
        s += t; u += v; s += u;
        return s[0] + s[1] + s[2] + s[3];
    }

    /* Eight lanes in one register where the processor has them. Eight lanes in two add in the same order, and nothing is
       contracted (-ffp-contract=off): the same result to the last bit on every machine. Without AVX gcc keeps sums of the
       wide type in memory, so the narrow ones are written out. */
    #if defined(__x86_64__) && defined(__GNUC__)
    #define CALLBOX_WIDE __attribute__((target("avx2")))
    typedef float eight __attribute__((vector_size(32), aligned(4), may_alias));

    CALLBOX_WIDE static void inner_five_wide(const float *a, const float *b, int count, float *sums) {
        eight s = {0}, t = {0}, u = {0}, v = {0}, w = {0};
        for (int i = 0; i < count; i += 8) {
            eight x = *(const eight *)(a + i);
            s += x * *(const eight *)(b + i); t += x * *(const eight *)(b + i + 1); u += x * *(const eight *)(b + i + 2);
            v += x * *(const eight *)(b + i + 3); w += x * *(const eight *)(b + i + 4);
        }
        eight five[5] = {s, t, u, v, w};
        for (int k = 0; k < 5; k++) {
            eight x = five[k];
            sums[k] = ((x[0] + x[4]) + (x[1] + x[5])) + ((x[2] + x[6]) + (x[3] + x[7]));
        }
    }

    CALLBOX_WIDE static void lean_eight_wide(float *a, const float *b, const float *by, int count) {
        float c = by[0], d = by[1], e = by[2], f = by[3], g = by[4], h = by[5], j = by[6], k = by[7];
        for (int i = 0; i < count; i += 8) {
            eight *x = (eight *)(a + i);
            *x += ((c * *(const eight *)(b + i) + d * *(const eight *)(b + i + 1))
                 + (e * *(const eight *)(b + i + 2) + f * *(const eight *)(b + i + 3)))
                + ((g * *(const eight *)(b + i + 4) + h * *(const eight *)(b + i + 5))
                 + (j * *(const eight *)(b + i + 6) + k * *(const eight *)(b + i + 7)));
        }
    }
    #endif

    /* sums[k] = sum over i of a[i] * b[i + k], k from 0 to 4: a is read once for all of them. count is a multiple of 8 */
    static void inner_five(const float *a, const float *b, int count, float *sums) {
    #ifdef CALLBOX_WIDE
        if (__builtin_cpu_supports("avx2")) { inner_five_wide(a, b, count, sums); return; }
    #endif
        four five[5];
        for (int half = 0; half < 8; half += 4) {
            four s = {0}, t = {0}, u = {0}, v = {0}, w = {0};
            for (int i = half; i < count; i += 8) {
                four x = *(const four *)(a + i);
                s += x * *(const four *)(b + i); t += x * *(const four *)(b + i + 1); u += x * *(const four *)(b + i + 2);
                v += x * *(const four *)(b + i + 3); w += x * *(const four *)(b + i + 4);
            }
            if (half) { five[0] += s; five[1] += t; five[2] += u; five[3] += v; five[4] += w; }
            else { five[0] = s; five[1] = t; five[2] = u; five[3] = v; five[4] = w; }
        }
        for (int k = 0; k < 5; k++) {
            four x = five[k];
            sums[k] = (x[0] + x[1]) + (x[2] + x[3]);
        }
    }

    /* a[i] += sum over k from 0 to 7 of by[k] * b[i + k]; count is a multiple of 8 */
    static void lean_eight(float *a, const float *b, const float *by, int count) {
    #ifdef CALLBOX_WIDE
        if (__builtin_cpu_supports("avx2")) { lean_eight_wide(a, b, by, count); return; }
    #endif
        float c = by[0], d = by[1], e = by[2], f = by[3], g = by[4], h = by[5], j = by[6], k = by[7];
        for (int i = 0; i < count; i += 4) {
            four *x = (four *)(a + i);
            *x += ((c * *(const four *)(b + i) + d * *(const four *)(b + i + 1))
                 + (e * *(const four *)(b + i + 2) + f * *(const four *)(b + i + 3)))
                + ((g * *(const four *)(b + i + 4) + h * *(const four *)(b + i + 5))
                 + (j * *(const four *)(b + i + 6) + k * *(const four *)(b + i + 7)));
        }
    }

    /* Eight equations: (alike + ridge) steps = errors. alike is symmetric, its lower half is read, and positive with a ridge,
       so that no pivot is looked for. Elimination column by column, unrolled: nothing waits for memory */
    static void solve_eight(const float alike[8][8], float ridge, const float *errors, float *steps) {
        float at[8][8], by[8], rest[8];
    #pragma GCC unroll 8
        for (int i = 0; i < 8; i++) {
    #pragma GCC unroll 8
            for (int j = 0; j <= i; j++) at[i][j] = alike[i][j];
            at[i][i] += ridge;
            rest[i] = errors[i];
        }
    #pragma GCC unroll 8
        for (int k = 0; k < 8; k++) {
            by[k] = 1 / at[k][k];
    #pragma GCC unroll 8
            for (int i = k + 1; i < 8; i++) {
                float share = at[i][k] * by[k];
    #pragma GCC unroll 8
                for (int j = k + 1; j <= i; j++) at[i][j] -= share * at[j][k];
                rest[i] -= share * rest[k];
            }
        }
    #pragma GCC unroll 8
        for (int i = 7; i >= 0; i--) {
            steps[i] = rest[i] * by[i];
    #pragma GCC unroll 8
            for (int j = 0; j < i; j++) rest[j] -= at[i][j] * steps[i];
        }
    }
    #endif
    """
    void correlate(const float *samples, const float *table, int count, float *lanes) noexcept nogil
    void fold(
        const float *after, const float *before, const float *weights, const float *cosine, const float *sine, int half,
        float *evens, float *odds, float *sums, float *probed
    ) noexcept nogil
    void correlate_folded(
        const float *evens, const float *odds, const float *table, int half, float *lanes, float *powers
    ) noexcept nogil
    void weigh(const float *samples, const float *weights, int count, float *sums) noexcept nogil
    float inner(const float *a, const float *b, int count) noexcept nogil
    void inner_five(const float *a, const float *b, int count, float *sums) noexcept nogil
    void lean_eight(float *a, const float *b, const float *by, int count) noexcept nogil
    void solve_eight(const float[8][8] alike, float ridge, const float *errors, float *steps) noexcept nogil


cdef inline void to_float_backward(const short *samples, float *out, int count) noexcept nogil:
    cdef int i
    for i in range(count):
        out[i] = <float>samples[count - 1 - i]


cdef inline void to_float(const short *samples, float *out, int count) noexcept nogil:
    cdef int i
    for i in range(count):
        out[i] = <float>samples[i]
