/* Debian's libspandsp (libspandsp-dev), driven frame by frame for benchmarks/digits. Only its public functions are called. */

#include <spandsp.h>

enum { FRAME = 160, GSM_FRAME = 33 };

/* Keys heard in `count` samples, 20 ms at a time: which, and the sample after the frame that told it. Returns how many;
   those beyond `room` are counted but not written. -1: no memory. */
long keys_heard(const int16_t *samples, long count, int filter_dialtone, char *keys, int64_t *at, long room) {
    char found[16];
    long told = 0;
    dtmf_rx_state_t *state = dtmf_rx_init(NULL, NULL, NULL);
    if (!state)
        return -1;
    dtmf_rx_parms(state, filter_dialtone, -1.0f, -1.0f, -99.0f);
    for (long i = 0; i + FRAME <= count; i += FRAME) {
        dtmf_rx(state, samples + i, FRAME);
        long fresh = (long) dtmf_rx_get(state, found, sizeof(found) - 1);
        for (long k = 0; k < fresh; k++, told++)
            if (told < room) {
                keys[told] = found[k];
                at[told] = i + FRAME;
            }
    }
    dtmf_rx_free(state);
    return told;
}

/* Through GSM 06.10 full rate and back; count is a multiple of 160. -1: no memory. */
int through_gsm(const int16_t *in, int16_t *out, long count) {
    uint8_t code[GSM_FRAME];
    gsm0610_state_t *coder = gsm0610_init(NULL, GSM0610_PACKING_VOIP);
    gsm0610_state_t *decoder = gsm0610_init(NULL, GSM0610_PACKING_VOIP);
    int done = coder && decoder ? 0 : -1;
    for (long i = 0; !done && i + FRAME <= count; i += FRAME)
        gsm0610_decode(decoder, out + i, code, gsm0610_encode(coder, code, in + i, FRAME));
    if (coder)
        gsm0610_free(coder);
    if (decoder)
        gsm0610_free(decoder);
    return done;
}

/* Through IMA ADPCM, 4 bits a sample, without block headers, and back; count is a multiple of 160. -1: no memory. */
int through_ima(const int16_t *in, int16_t *out, long count) {
    uint8_t code[FRAME];
    ima_adpcm_state_t *coder = ima_adpcm_init(NULL, IMA_ADPCM_DVI4, 0);
    ima_adpcm_state_t *decoder = ima_adpcm_init(NULL, IMA_ADPCM_DVI4, 0);
    int done = coder && decoder ? 0 : -1;
    for (long i = 0; !done && i + FRAME <= count; i += FRAME)
        ima_adpcm_decode(decoder, out + i, code, ima_adpcm_encode(coder, code, in + i, FRAME));
    if (coder)
        ima_adpcm_free(coder);
    if (decoder)
        ima_adpcm_free(decoder);
    return done;
}
