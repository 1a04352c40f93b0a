"""The short way into the operations that are asked most: plain ints in, an id or None out.

What Cython makes of a method with twelve arguments spends more on them – a table of names, a reference to each, every
default – than the router on its decision. So the entries of three methods are replaced by functions of C that look at
what they were given: where all of it is short ints under known names, and nothing is wrong with them, the operation is
done at once. Everything else, each error included, goes the long way, to the method as Cython made it: it alone says
what the arguments mean.
"""

from libc.stdint cimport int64_t

from _fastroute.directory cimport is_short_int   # its C comes before ours

cdef enum:                # numbers of an offered ticket
    TICKET, NEED, DUE, ARRIVAL, NOW, LATE_AFTER, BAND, LOAD, GIVEN

cdef enum:
    ANSWERED_NONE, ANSWERED, GO_THE_LONG_WAY

cdef extern from *:
    """
    #ifndef CALLBOX_SHORT_CALLS
    #define CALLBOX_SHORT_CALLS
    /* Puts the id in answer[0] when there is one; GO_THE_LONG_WAY: nothing has changed. */
    typedef int (*callbox_short_call)(PyObject *router, const int64_t *given, int64_t *answer);
    typedef PyObject *(*callbox_long_call)(PyObject *router, PyObject *const *args, Py_ssize_t count, PyObject *names);
    enum { CALLBOX_OFFER, CALLBOX_FREE, CALLBOX_WITHDRAW, CALLBOX_CALLS };
    enum { CALLBOX_PLAIN = 5, CALLBOX_NAMED = 3 };

    static callbox_short_call callbox_short[CALLBOX_CALLS];
    static callbox_long_call callbox_long[CALLBOX_CALLS];
    static PyObject *callbox_names[CALLBOX_NAMED];

    static inline PyObject *callbox_call(
        int which, PyObject *router, PyObject *const *args, Py_ssize_t count, PyObject *names, const int64_t *given
    ) {
        int64_t answer;
        switch (given ? callbox_short[which](router, given, &answer) : 2) {
            case 0: Py_RETURN_NONE;
            case 1: return PyLong_FromLongLong(answer);
            default: return callbox_long[which](router, args, count, names);
        }
    }

    static inline int callbox_all_short(PyObject *const *args, Py_ssize_t count, int64_t *given) {
        for (Py_ssize_t each = 0; each < count; each++)
            if (!callbox_short_int(args[each], given + each)) return 0;
        return 1;
    }

    /* Names are interned, by the compiler as by us: another object is another name, or goes the long way. */
    static inline int callbox_named_short(PyObject *const *values, PyObject *names, int64_t *named) {
        Py_ssize_t count = names ? PyTuple_GET_SIZE(names) : 0;
        for (Py_ssize_t each = 0; each < count; each++) {
            int place = 0;
            while (place < CALLBOX_NAMED && callbox_names[place] != PyTuple_GET_ITEM(names, each)) place++;
            if (place == CALLBOX_NAMED || !callbox_short_int(values[each], named + place)) return 0;
        }
        return 1;
    }

    static PyObject *callbox_offer(PyObject *router, PyObject *const *args, Py_ssize_t count, PyObject *names) {
        int64_t given[CALLBOX_PLAIN + CALLBOX_NAMED];
        int is_short = count == CALLBOX_PLAIN && callbox_all_short(args, CALLBOX_PLAIN, given);
        if (is_short) {
            given[5] = given[2];
            given[6] = 0;
            given[7] = 1;
            is_short = callbox_named_short(args + CALLBOX_PLAIN, names, given + CALLBOX_PLAIN);
        }
        return callbox_call(CALLBOX_OFFER, router, args, count, names, is_short ? given : NULL);
    }

    static PyObject *callbox_free(PyObject *router, PyObject *const *args, Py_ssize_t count, PyObject *names) {
        int64_t given[2];
        int is_short = count == 2 && !names && callbox_all_short(args, 2, given);
        return callbox_call(CALLBOX_FREE, router, args, count, names, is_short ? given : NULL);
    }

    static PyObject *callbox_withdraw(PyObject *router, PyObject *const *args, Py_ssize_t count, PyObject *names) {
        int64_t given[1];
        int is_short = count == 1 && !names && callbox_all_short(args, 1, given);
        return callbox_call(CALLBOX_WITHDRAW, router, args, count, names, is_short ? given : NULL);
    }

    /* The method keeps its name, signature and docstring; only its entry changes. */
    static void callbox_shorten(PyTypeObject *type, const char *name, int which, callbox_long_call entry) {
        PyObject *method = PyObject_GetAttrString((PyObject *)type, name);
        if (method && Py_IS_TYPE(method, &PyMethodDescr_Type)) {
            PyMethodDef *of = ((PyMethodDescrObject *)method)->d_method;
            if (of->ml_flags == (METH_FASTCALL | METH_KEYWORDS)) {
                callbox_long[which] = (callbox_long_call)(void (*)(void))of->ml_meth;
                of->ml_meth = (PyCFunction)(void (*)(void))entry;
            }
        }
        Py_XDECREF(method);
        PyErr_Clear();
    }

    static int callbox_shorten_calls(
        PyObject *type, callbox_short_call offer, callbox_short_call free, callbox_short_call withdraw
    ) {
        const char *names[CALLBOX_NAMED] = {"late_after", "band", "load"};
        for (int each = 0; each < CALLBOX_NAMED; each++)
            if (!(callbox_names[each] = PyUnicode_InternFromString(names[each]))) return -1;
        callbox_short[CALLBOX_OFFER] = offer;
        callbox_short[CALLBOX_FREE] = free;
        callbox_short[CALLBOX_WITHDRAW] = withdraw;
        callbox_shorten((PyTypeObject *)type, "offer_ticket", CALLBOX_OFFER, callbox_offer);
        callbox_shorten((PyTypeObject *)type, "free", CALLBOX_FREE, callbox_free);
        callbox_shorten((PyTypeObject *)type, "withdraw", CALLBOX_WITHDRAW, callbox_withdraw);
        return 0;
    }
    #endif
    """
    ctypedef int (*ShortCall "callbox_short_call")(object router, const int64_t *given, int64_t *answer) noexcept
    int shorten_calls "callbox_shorten_calls" (object type, ShortCall offer, ShortCall free, ShortCall withdraw) except -1
