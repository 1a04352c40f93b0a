/* What the router is measured against: the textbook rule in plain C, once by scanning, once by the best structure we know.

Rule: a ticket goes to the ready agent who meets its need and has been idle longest, then the lowest id; a freed agent
takes, of the tickets they may take, the highest priority, then the earliest arrival, then the lowest id. At one instant:
ends of calls by agent id, hang-ups by ticket id, arrivals, shifts in input order (the traces keep the last two apart).
scan: one list of ready agents and one of tickets per priority, in order; the first that fits is it.
best: one list per skill set and one per need and priority; the bitmap of those that fit is ANDed with the bitmap of
      those that are not empty, and the heads that are left are compared. All keys grow with time: lists stay sorted.
It returns what traffic returns: of each ticket who took it, when, until when, its wait and how it ended; of each agent
where their time went. It checks nothing, explains nothing and knows no other rule. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NONE = -1, ENDLESS = -1, BANDS = 10, ID_BITS = 20, ROOMS = 16 };
enum { OUT, READY, BUSY, LEAVING };
enum { NOT_COME, ANSWERED, ABANDONED, OVERFLOWED, UNSERVED };  /* outcome.Ending */

typedef struct {
    int32_t agents, groups, needs, skills, tickets, shifts;
    const int64_t *arrival;         /* [ticket], ascending */
    const int64_t *talk;            /* [ticket], at least 1 */
    const int64_t *patience;        /* [ticket], at least 1, or ENDLESS */
    const int32_t *need;            /* [ticket] */
    const int32_t *band;            /* [ticket]: 0 is served first, 9 last */
    const int64_t *shift_time;      /* [shift], ascending */
    const int32_t *shift_agent;     /* [shift] */
    const uint8_t *shift_in;        /* [shift]: 1 signs in, 0 signs out */
    const int32_t *group;           /* [agent]: their skill set */
    const uint8_t *levels;          /* [group][skill] */
    const uint8_t *least;           /* [need][skill] */
    int32_t *agent_of;              /* out, [ticket]: NONE when nobody took it */
    int64_t *answered;              /* out, [ticket]: when; NONE likewise */
    int64_t *ended;                 /* out, [ticket]: end of the talk or when it left; NONE for who waits still */
    int64_t *waited;                /* out, [ticket]: until then; 0 for who has not come */
    int8_t *ending;                 /* out, [ticket] */
    int64_t *talked, *idle, *there; /* out, [agent]: in calls, ready, signed in */
} Trace;

typedef struct { int32_t head, tail; } Line;
typedef struct { int32_t next, prev; } Link;

typedef struct {
    Trace trace;
    int32_t group_words, need_words;
    uint64_t *fitting;              /* [need][group word]: skill sets that meet it */
    uint64_t *met;                  /* [group][need word]: needs they meet */
    uint64_t *ready;                /* [group word]: skill sets with somebody ready */
    uint64_t *waiting;              /* [band][need word]: needs for which somebody waits */
    int32_t in_line[BANDS];
    uint8_t *state;                 /* [agent] */
    uint64_t *since;                /* [agent]: time of becoming ready, then id: the order of agents */
    int64_t *here_since;            /* [agent]: time of signing in */
    int64_t last;                   /* that something happened */
    uint64_t *first_ready;          /* [group]: least of `since` */
    int32_t *first_waiting;         /* [band][need]: least ticket; tickets are numbered by arrival */
    Line *agent_lines;              /* [group] or, scanning, one */
    Line *ticket_lines;             /* [band][need] or, scanning, [band] */
    Link *agent_links, *ticket_links;
    uint8_t *waits;                 /* [ticket] */
    uint64_t *ends, *hangups;       /* 4-ary heaps of time, then id */
    int32_t end_count, hangup_count;
    void *rooms[ROOMS];
    int rooms_taken, memory_is_out;
} House;

/* Lists */

static inline void append(Line *line, Link *links, int32_t each) {
    links[each] = (Link){NONE, line->tail};
    if (line->tail == NONE) line->head = each; else links[line->tail].next = each;
    line->tail = each;
}

static inline void insert_before(Line *line, Link *links, int32_t each, int32_t other) {
    links[each] = (Link){other, links[other].prev};
    if (links[other].prev == NONE) line->head = each; else links[links[other].prev].next = each;
    links[other].prev = each;
}

static inline void unlink_from(Line *line, Link *links, int32_t each) {
    Link link = links[each];
    if (link.prev == NONE) line->head = link.next; else links[link.prev].next = link.next;
    if (link.next == NONE) line->tail = link.prev; else links[link.next].prev = link.prev;
}

/* Heaps */

static inline uint64_t keyed(int64_t time, int32_t id) { return (uint64_t)time << ID_BITS | (uint32_t)id; }
static inline int64_t time_of(uint64_t key) { return (int64_t)(key >> ID_BITS); }
static inline int32_t id_of(uint64_t key) { return (int32_t)(key & ((1u << ID_BITS) - 1)); }

static inline void push(uint64_t *heap, int32_t *count, uint64_t key) {
    int32_t at = (*count)++;
    while (at > 0 && heap[(at - 1) / 4] > key) {
        heap[at] = heap[(at - 1) / 4];
        at = (at - 1) / 4;
    }
    heap[at] = key;
}

static inline void replace_first(uint64_t *heap, int32_t count, uint64_t key) {
    int32_t at = 0;
    for (;;) {
        int32_t least = 4 * at + 1, stop = least + 4 < count ? least + 4 : count;
        if (least >= count) break;
        for (int32_t child = least + 1; child < stop; child++)
            if (heap[child] < heap[least]) least = child;
        if (heap[least] >= key) break;
        heap[at] = heap[least];
        at = least;
    }
    heap[at] = key;
}

static inline void drop_first(uint64_t *heap, int32_t *count) {
    (*count)--;
    if (*count > 0) replace_first(heap, *count, heap[*count]);
}

/* Who is ready, who waits */

static inline int fits(const House *h, int32_t need, int32_t group) {
    return h->fitting[(size_t)need * h->group_words + group / 64] >> group % 64 & 1;
}

static inline void become_ready(House *h, int best, int32_t agent, int64_t now) {
    int32_t group = h->trace.group[agent];
    Line *line = &h->agent_lines[best ? group : 0];
    int32_t after = NONE, before = line->tail;
    h->state[agent] = READY;
    h->since[agent] = keyed(now, agent);
    while (before != NONE && h->since[before] > h->since[agent]) {  /* ready since the same instant, with a higher id */
        after = before;
        before = h->agent_links[before].prev;
    }
    if (after == NONE) append(line, h->agent_links, agent); else insert_before(line, h->agent_links, agent, after);
    if (best) {
        h->first_ready[group] = h->since[line->head];
        h->ready[group / 64] |= 1ull << group % 64;
    }
}

static inline void stop_being_ready(House *h, int best, int32_t agent, int64_t now) {
    int32_t group = h->trace.group[agent];
    Line *line = &h->agent_lines[best ? group : 0];
    unlink_from(line, h->agent_links, agent);
    h->trace.idle[agent] += now - time_of(h->since[agent]);
    if (!best) return;
    if (line->head == NONE) h->ready[group / 64] &= ~(1ull << group % 64);
    else h->first_ready[group] = h->since[line->head];
}

static inline size_t line_of(const House *h, int best, int32_t ticket) {
    int32_t band = h->trace.band[ticket];
    return best ? (size_t)band * h->trace.needs + h->trace.need[ticket] : (size_t)band;
}

static inline void begin_to_wait(House *h, int best, int32_t ticket, int64_t now) {
    int32_t band = h->trace.band[ticket], need = h->trace.need[ticket];
    size_t line = line_of(h, best, ticket);
    append(&h->ticket_lines[line], h->ticket_links, ticket);
    h->waits[ticket] = 1;
    h->trace.ending[ticket] = UNSERVED;
    h->in_line[band]++;
    if (h->trace.patience[ticket] != ENDLESS)
        push(h->hangups, &h->hangup_count, keyed(now + h->trace.patience[ticket], ticket));
    if (best) {
        h->first_waiting[line] = h->ticket_lines[line].head;
        h->waiting[(size_t)band * h->need_words + need / 64] |= 1ull << need % 64;
    }
}

static inline void stop_waiting(House *h, int best, int32_t ticket) {
    int32_t band = h->trace.band[ticket], need = h->trace.need[ticket];
    size_t line = line_of(h, best, ticket);
    unlink_from(&h->ticket_lines[line], h->ticket_links, ticket);
    h->waits[ticket] = 0;
    h->in_line[band]--;
    if (!best) return;
    if (h->ticket_lines[line].head == NONE) h->waiting[(size_t)band * h->need_words + need / 64] &= ~(1ull << need % 64);
    else h->first_waiting[line] = h->ticket_lines[line].head;
}

/* The two decisions */

static inline int32_t agent_for(const House *h, int best, int32_t need) {
    if (!best) {
        int32_t agent = h->agent_lines[0].head;
        while (agent != NONE && !fits(h, need, h->trace.group[agent])) agent = h->agent_links[agent].next;
        return agent;
    }
    const uint64_t *row = &h->fitting[(size_t)need * h->group_words];
    uint64_t least = UINT64_MAX;
    for (int32_t word = 0; word < h->group_words; word++)
        for (uint64_t left = row[word] & h->ready[word]; left; left &= left - 1) {
            uint64_t key = h->first_ready[word * 64 + __builtin_ctzll(left)];
            if (key < least) least = key;
        }
    return least == UINT64_MAX ? NONE : id_of(least);
}

static inline int32_t ticket_for(const House *h, int best, int32_t group) {
    const uint64_t *row = &h->met[(size_t)group * h->need_words];
    for (int32_t band = 0; band < BANDS; band++) {
        if (!h->in_line[band]) continue;
        if (!best) {
            int32_t ticket = h->ticket_lines[band].head;
            while (ticket != NONE && !fits(h, h->trace.need[ticket], group)) ticket = h->ticket_links[ticket].next;
            if (ticket != NONE) return ticket;
            continue;
        }
        const uint64_t *waiting = &h->waiting[(size_t)band * h->need_words];
        const int32_t *first = &h->first_waiting[(size_t)band * h->trace.needs];
        int32_t least = INT32_MAX;
        for (int32_t word = 0; word < h->need_words; word++)
            for (uint64_t left = row[word] & waiting[word]; left; left &= left - 1) {
                int32_t ticket = first[word * 64 + __builtin_ctzll(left)];
                if (ticket < least) least = ticket;
            }
        if (least != INT32_MAX) return least;
    }
    return NONE;
}

/* What happens */

static inline void give(House *h, int32_t ticket, int32_t agent, int64_t now) {
    const Trace *t = &h->trace;
    t->agent_of[ticket] = agent;
    t->answered[ticket] = now;
    t->ended[ticket] = now + t->talk[ticket];
    t->waited[ticket] = now - t->arrival[ticket];
    t->ending[ticket] = ANSWERED;
    t->talked[agent] += t->talk[ticket];
    h->state[agent] = BUSY;
}

static inline void abandon(House *h, int best, int32_t ticket, int64_t now) {
    stop_waiting(h, best, ticket);
    h->trace.ended[ticket] = now;
    h->trace.waited[ticket] = now - h->trace.arrival[ticket];
    h->trace.ending[ticket] = ABANDONED;
}

static inline void leave(House *h, int32_t agent, int64_t now) {
    h->trace.there[agent] += now - h->here_since[agent];
    h->state[agent] = OUT;
}

static inline void call_ends(House *h, int best, int32_t agent, int64_t now) {
    int32_t ticket = h->state[agent] == LEAVING ? NONE : ticket_for(h, best, h->trace.group[agent]);
    if (ticket != NONE) {
        stop_waiting(h, best, ticket);
        give(h, ticket, agent, now);
        replace_first(h->ends, h->end_count, keyed(now + h->trace.talk[ticket], agent));
        return;
    }
    drop_first(h->ends, &h->end_count);
    if (h->state[agent] == LEAVING) leave(h, agent, now); else become_ready(h, best, agent, now);
}

static inline void arrive(House *h, int best, int32_t ticket, int64_t now) {
    int32_t agent = agent_for(h, best, h->trace.need[ticket]);
    if (agent == NONE) {
        begin_to_wait(h, best, ticket, now);
        return;
    }
    stop_being_ready(h, best, agent, now);
    give(h, ticket, agent, now);
    push(h->ends, &h->end_count, keyed(now + h->trace.talk[ticket], agent));
}

static inline void sign_in(House *h, int best, int32_t agent, int64_t now) {
    if (h->state[agent] == LEAVING) {
        h->state[agent] = BUSY;
        return;
    }
    h->here_since[agent] = now;
    int32_t ticket = ticket_for(h, best, h->trace.group[agent]);
    if (ticket == NONE) {
        become_ready(h, best, agent, now);
        return;
    }
    stop_waiting(h, best, ticket);
    give(h, ticket, agent, now);
    push(h->ends, &h->end_count, keyed(now + h->trace.talk[ticket], agent));
}

static inline void sign_out(House *h, int best, int32_t agent, int64_t now) {
    if (h->state[agent] == BUSY) {
        h->state[agent] = LEAVING;
        return;
    }
    stop_being_ready(h, best, agent, now);
    leave(h, agent, now);
}

/* What is going on at the end counts up to there. */
static void stop_clocks(House *h, int32_t come, int64_t at) {
    const Trace *t = &h->trace;
    for (int32_t ticket = 0; ticket < come; ticket++)
        if (t->ending[ticket] == UNSERVED) t->waited[ticket] = at - t->arrival[ticket];
    for (int32_t each = 0; each < h->end_count; each++) t->talked[id_of(h->ends[each])] -= time_of(h->ends[each]) - at;
    for (int32_t agent = 0; agent < t->agents; agent++) {
        if (h->state[agent] == READY) t->idle[agent] += at - time_of(h->since[agent]);
        if (h->state[agent] != OUT) t->there[agent] += at - h->here_since[agent];
    }
}

static inline __attribute__((always_inline)) int64_t play(House *h, int best, int64_t until) {
    const Trace *t = &h->trace;
    int32_t ticket = 0, shift = 0;
    int64_t decisions = 0;
    for (;;) {
        int64_t end = h->end_count ? time_of(h->ends[0]) : INT64_MAX;
        int64_t hangup = h->hangup_count ? time_of(h->hangups[0]) : INT64_MAX;
        int64_t arrival = ticket < t->tickets ? t->arrival[ticket] : INT64_MAX;
        int64_t signing = shift < t->shifts ? t->shift_time[shift] : INT64_MAX;
        int64_t first = end < hangup ? end : hangup, other = arrival < signing ? arrival : signing;
        int64_t now = first < other ? first : other;
        if (now == INT64_MAX || now >= until) break;
        if (end == now) {
            decisions++;
            call_ends(h, best, id_of(h->ends[0]), now);
        } else if (hangup == now) {
            int32_t who = id_of(h->hangups[0]);
            drop_first(h->hangups, &h->hangup_count);
            if (h->waits[who]) abandon(h, best, who, now); else continue;
        } else if (arrival == now) {
            decisions++;
            arrive(h, best, ticket++, now);
        } else {
            int32_t agent = t->shift_agent[shift];
            decisions += t->shift_in[shift];
            if (t->shift_in[shift++]) sign_in(h, best, agent, now); else sign_out(h, best, agent, now);
        }
        h->last = now;
    }
    stop_clocks(h, ticket, until == INT64_MAX ? h->last : until);
    return decisions;
}

/* Making the house */

static void note_who_fits(House *h) {
    const Trace *t = &h->trace;
    for (int32_t need = 0; need < t->needs; need++)
        for (int32_t group = 0; group < t->groups; group++) {
            const uint8_t *least = &t->least[(size_t)need * t->skills], *levels = &t->levels[(size_t)group * t->skills];
            int lacking = 0;
            for (int32_t skill = 0; skill < t->skills; skill++) lacking |= levels[skill] < least[skill];
            if (lacking) continue;
            h->fitting[(size_t)need * h->group_words + group / 64] |= 1ull << group % 64;
            h->met[(size_t)group * h->need_words + need / 64] |= 1ull << need % 64;
        }
}

static void *room(House *h, size_t count, size_t size) {
    void *here = calloc(count + 1, size);
    if (!here) h->memory_is_out = 1;
    return h->rooms[h->rooms_taken++] = here;
}

void discard(House *h) {
    for (int each = 0; each < h->rooms_taken; each++) free(h->rooms[each]);
    free(h);
}

static void make_rooms(House *h) {
    const Trace *t = &h->trace;
    size_t lines = (size_t)BANDS * t->needs;
    h->fitting = room(h, (size_t)t->needs * h->group_words, sizeof(uint64_t));
    h->met = room(h, (size_t)t->groups * h->need_words, sizeof(uint64_t));
    h->ready = room(h, h->group_words, sizeof(uint64_t));
    h->waiting = room(h, (size_t)BANDS * h->need_words, sizeof(uint64_t));
    h->state = room(h, t->agents, 1);
    h->since = room(h, t->agents, sizeof(uint64_t));
    h->here_since = room(h, t->agents, sizeof(int64_t));
    h->first_ready = room(h, t->groups, sizeof(uint64_t));
    h->first_waiting = room(h, lines, sizeof(int32_t));
    h->agent_lines = room(h, t->groups, sizeof(Line));
    h->ticket_lines = room(h, lines, sizeof(Line));
    h->agent_links = room(h, t->agents, sizeof(Link));
    h->ticket_links = room(h, t->tickets, sizeof(Link));
    h->waits = room(h, t->tickets, 1);
    h->ends = room(h, t->agents, sizeof(uint64_t));
    h->hangups = room(h, t->tickets, sizeof(uint64_t));
}

/* The tables of a trace, who fits noted; NULL when there is no memory. The arrays of the trace must stay where they are. */
House *prepare(const Trace *trace) {
    House *h = calloc(1, sizeof(House));
    if (!h) return NULL;
    h->trace = *trace;
    h->group_words = (trace->groups + 63) / 64;
    h->need_words = (trace->needs + 63) / 64;
    make_rooms(h);
    if (h->memory_is_out) {
        discard(h);
        return NULL;
    }
    note_who_fits(h);
    return h;
}

/* Plays what happens before `until`; returns how often somebody was looked for: arrivals, ends of calls, signings in. */
int64_t replay(House *h, int best, int64_t until) {
    const Trace *t = &h->trace;
    memset(h->ready, 0, h->group_words * sizeof(uint64_t));
    memset(h->waiting, 0, (size_t)BANDS * h->need_words * sizeof(uint64_t));
    memset(h->in_line, 0, sizeof h->in_line);
    memset(h->state, OUT, t->agents);
    memset(h->waits, 0, t->tickets);
    memset(h->agent_lines, 0xff, t->groups * sizeof(Line));
    memset(h->ticket_lines, 0xff, (size_t)BANDS * t->needs * sizeof(Line));
    memset(t->agent_of, 0xff, t->tickets * sizeof(int32_t));
    memset(t->answered, 0xff, t->tickets * sizeof(int64_t));
    memset(t->ended, 0xff, t->tickets * sizeof(int64_t));
    memset(t->waited, 0, t->tickets * sizeof(int64_t));
    memset(t->ending, NOT_COME, t->tickets);
    for (int64_t **sums = (int64_t *[]){t->talked, t->idle, t->there, NULL}; *sums; sums++)
        memset(*sums, 0, t->agents * sizeof(int64_t));
    h->end_count = h->hangup_count = 0;
    h->last = INT64_MIN;
    return best ? play(h, 1, until) : play(h, 0, until);
}
