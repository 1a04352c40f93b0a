/* Debian's libspandsp (libspandsp-dev), driven frame by frame for benchmarks/digits, echo and desk. Only its public functions
   are called. */

#include <spandsp.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

/* What is heard without the echo of what is sent, by echo_can with so many taps. -1: no memory. Debian's 0.0.6 writes two lines
   of text to stdout for each sample; they go nowhere meanwhile. */
int echo_left(const int16_t *sent, const int16_t *heard, int16_t *left, long count, int taps) {
    echo_can_state_t *canceller = echo_can_init(taps, ECHO_CAN_USE_ADAPTION);
    fflush(stdout);
    int kept = dup(STDOUT_FILENO), nowhere = open("/dev/null", O_WRONLY);
    if (!canceller || kept < 0 || nowhere < 0)
        return -1;
    dup2(nowhere, STDOUT_FILENO);
    for (long i = 0; i < count; i++)
        left[i] = echo_can_update(canceller, sent[i], heard[i]);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    close(nowhere);
    echo_can_free(canceller);
    return 0;
}

/* The work of one line in a bridge but for its echo: G.711 both ways, keys, busy and dial tone, two channels recorded. */
typedef struct {
    dtmf_rx_state_t *keys;
    super_tone_rx_state_t *tones;
} line_t;

typedef struct {
    int lines;
    super_tone_rx_descriptor_t *known;
    line_t line[];
} desk_t;

static void told(void *user, int code, int level, int delay) {
    (void) user, (void) code, (void) level, (void) delay;
}

desk_t *desk_new(int lines) {
    desk_t *desk = calloc(1, sizeof(desk_t) + (size_t) lines * sizeof(line_t));
    if (!desk)
        return NULL;
    desk->lines = lines;
    desk->known = super_tone_rx_make_descriptor(NULL);
    int busy = super_tone_rx_add_tone(desk->known), dial = super_tone_rx_add_tone(desk->known);
    super_tone_rx_add_element(desk->known, busy, 480, 620, 450, 550);
    super_tone_rx_add_element(desk->known, busy, 0, 0, 450, 550);
    super_tone_rx_add_element(desk->known, dial, 350, 440, 3000, 0);
    for (line_t *line = desk->line; line < desk->line + lines; line++) {
        line->keys = dtmf_rx_init(NULL, NULL, NULL);
        line->tones = super_tone_rx_init(NULL, desk->known, told, NULL);
    }
    return desk;
}

/* 20 ms: of each line 160 octets of mu-law come and go; of its agent come and go 160 samples; recorded are pairs of both. */
void desk_tick(desk_t *desk, const uint8_t *came, const int16_t *agents, uint8_t *gone, int16_t *to_agents, int16_t *recorded) {
    char keys[16];
    for (int n = 0; n < desk->lines; n++) {
        line_t *line = desk->line + n;
        const int16_t *agent = agents + n * FRAME;
        int16_t *heard = to_agents + n * FRAME;
        for (int i = 0; i < FRAME; i++)
            heard[i] = ulaw_to_linear(came[n * FRAME + i]);
        dtmf_rx(line->keys, heard, FRAME);
        dtmf_rx_get(line->keys, keys, sizeof(keys) - 1);
        super_tone_rx(line->tones, heard, FRAME);
        for (int i = 0; i < FRAME; i++) {
            gone[n * FRAME + i] = linear_to_ulaw(agent[i]);
            recorded[2 * (n * FRAME + i)] = heard[i];
            recorded[2 * (n * FRAME + i) + 1] = agent[i];
        }
    }
}

void desk_free(desk_t *desk) {
    for (line_t *line = desk->line; line < desk->line + desk->lines; line++) {
        dtmf_rx_free(line->keys);
        super_tone_rx_free(line->tones);
    }
    super_tone_rx_free_descriptor(desk->known);
    free(desk);
}
