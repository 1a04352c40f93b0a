/* Debian's libspandsp (libspandsp-dev): its receivers of modem connect tones, driven frame by frame for benchmarks/fax, and its
   sender, which makes what they are measured with. Only its public functions are called. */

#include <spandsp.h>

#include <stdlib.h>

enum { FRAME = 160, KINDS = 4 };

/* What each receiver listens for: one hears one kind, and tells the answering tones apart. */
static const int WANTED[KINDS] = {
    MODEM_CONNECT_TONES_FAX_CNG,
    MODEM_CONNECT_TONES_ANS_PR,
    MODEM_CONNECT_TONES_FAX_PREAMBLE,
    MODEM_CONNECT_TONES_CALLING_TONE,
};

/* Tones told in `count` samples, 20 ms at a time, by the receivers whose bits are set in `which`: their number (spandsp's
   MODEM_CONNECT_TONES), and the sample after the frame that told it. Returns how many; those beyond `room` are counted but
   not written. -1: no memory. */
long machines_heard(const int16_t *samples, long count, int which, int *kinds, int64_t *at, long room) {
    modem_connect_tones_rx_state_t *states[KINDS] = {NULL};
    long told = 0;
    int short_of_memory = 0;
    for (int k = 0; k < KINDS; k++)
        if (which & (1 << k)) {
            states[k] = modem_connect_tones_rx_init(NULL, WANTED[k], NULL, NULL);
            short_of_memory |= !states[k];
        }
    for (long i = 0; !short_of_memory && i + FRAME <= count; i += FRAME)
        for (int k = 0; k < KINDS; k++) {
            if (!states[k])
                continue;
            modem_connect_tones_rx(states[k], samples + i, FRAME);
            int fresh = modem_connect_tones_rx_get(states[k]);
            if (fresh == MODEM_CONNECT_TONES_NONE)
                continue;
            if (told < room) {
                kinds[told] = fresh;
                at[told] = i + FRAME;
            }
            told++;
        }
    for (int k = 0; k < KINDS; k++)
        if (states[k])
            modem_connect_tones_rx_free(states[k]);
    return short_of_memory ? -1 : told;
}

/* `count` samples of one of spandsp's kinds, as its sender makes them; silence after the end of it. -1: no memory. */
int machine_said(int kind, int16_t *out, long count) {
    modem_connect_tones_tx_state_t *state = modem_connect_tones_tx_init(NULL, kind);
    if (!state)
        return -1;
    for (long i = 0; i < count;) {
        int made = modem_connect_tones_tx(state, out + i, (int) (count - i < FRAME ? count - i : FRAME));
        if (made <= 0)
            break;
        i += made;
    }
    modem_connect_tones_tx_free(state);
    return 0;
}
