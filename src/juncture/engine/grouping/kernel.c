/* The composer's inner loops, compiled where there is a compiler and passed over where there is none.
 *
 * Each function has a twin in Python (seating.py, matrix.py, golfers.py) that makes the same moves from the
 * same random numbers; the tests hold them together. So: no fused multiply-add (-ffp-contract=off), and sums
 * in the twin's order. Nothing is allocated here; Python owns every array.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

/* ---- lots.py: xorshift64* ------------------------------------------------------------------------ */

static inline uint64_t word(uint64_t *state) {
    uint64_t x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return x * 0x2545F4914F6CDD1DULL;
}

static inline int32_t below(uint64_t *state, int32_t count) {
    return (int32_t)(((word(state) >> 32) * (uint64_t)count) >> 32);
}

static inline int accept(uint64_t *state, double loss, double heat) {
    if (loss <= 0.0) return 1;
    if (heat <= 0.0) return 0;
    return (double)(word(state) >> 11) * (1.0 / 9007199254740992.0) < exp(-loss / heat);
}

/* ---- matrix.py: swaps on a dense matrix, a whole row of partners at a time ------------------------- */

typedef struct {
    int32_t people, stride, groups, ring;
    const float *values;  /* people x stride */
    float *gains;         /* groups x stride: what a person has from each group */
    float *own;           /* stride: what a person has from their own group */
    int32_t *label;       /* stride: padded with -1s' stand-in, group `groups` */
    const float *noise;   /* ring + stride exponential lots */
    float *here;          /* groups + 1: scratch, the person's row of gains */
    float *lead;          /* stride: scratch, gain of a swap plus its lot */
} Block;

static int32_t weigh_row(int32_t stride, const int32_t *restrict label, const float *restrict here,
                         const float *restrict from, const float *restrict pair, const float *restrict own,
                         const float *restrict lots, float mine, float heat, float *restrict lead) {
    int32_t passed = 0;
    for (int32_t j = 0; j < stride; j++) {
        const float gain = here[label[j]] + from[j] - 2.0f * pair[j] - own[j] - mine;
        const float with_lot = gain + heat * lots[j];
        lead[j] = with_lot;
        passed += with_lot > 1e-4f;
    }
    return passed;
}

static void shift_groups(int32_t stride, const int32_t *restrict label, int32_t a, int32_t c,
                         const float *restrict pair, const float *restrict other, float *restrict left,
                         float *restrict right, float *restrict own) {
    for (int32_t p = 0; p < stride; p++) {
        const float change = other[p] - pair[p];
        const float l = left[p] + change, r = right[p] - change;
        left[p] = l;
        right[p] = r;
        own[p] = label[p] == a ? l : label[p] == c ? r : own[p];
    }
}

/* Each row: one person, all partners. A swap that loses l passes with chance exp(-l/heat); one of those
 * that pass is made. Returns how many passed; *gained adds up what the swaps made brought. */
EXPORT int64_t block_rows(Block *b, int64_t rows, float heat, uint64_t *state, double *gained) {
    const int32_t n = b->people, stride = b->stride;
    int32_t *restrict label = b->label;
    float *restrict lead = b->lead;
    float *restrict here = b->here;
    float *restrict own = b->own;
    int64_t passed_in_all = 0;
    for (int64_t row = 0; row < rows; row++) {
        const int32_t i = below(state, n);
        const int32_t start = below(state, n);
        const float *restrict lots = b->noise + below(state, b->ring);
        const int32_t a = label[i];
        for (int32_t g = 0; g < b->groups; g++) here[g] = b->gains[(int64_t)g * stride + i];
        const float mine = here[a];
        here[a] = -1e30f;
        here[b->groups] = -1e30f;
        const float *restrict from = b->gains + (int64_t)a * stride;
        const float *restrict pair = b->values + (int64_t)i * stride;
        const int32_t passed = weigh_row(stride, label, here, from, pair, own, lots, mine, heat, lead);
        if (!passed) continue;
        passed_in_all += passed;
        int32_t j = start;
        while (!(lead[j] > 1e-4f)) j = j + 1 < n ? j + 1 : 0;
        const int32_t c = label[j];
        *gained += (double)(here[c] + from[j] - 2.0f * pair[j] - own[j] - mine);
        const float *restrict other = b->values + (int64_t)j * stride;
        float *restrict left = b->gains + (int64_t)a * stride;
        float *restrict right = b->gains + (int64_t)c * stride;
        label[i] = c;
        label[j] = a;
        shift_groups(stride, label, a, c, pair, other, left, right, own);
    }
    return passed_in_all;
}

/* ---- seating.py: tables under hard rules ------------------------------------------------------------ */

typedef struct {
    int32_t people, tables, low, high, words, facilitator_each, counted_roles;
    int32_t counted[2];
    double role_share, price, shift, missing;
    const double *pairs;     /* people x people */
    const uint8_t *apart;    /* people x people */
    const uint64_t *masks;   /* people x words */
    const int32_t *pinned, *home;
    const uint8_t *roles;    /* 2 x people */
    int32_t *table_of, *members, *size, *pool, *pool_size; /* members: tables x high */
    double *energy;
    int32_t *first_scratch, *second_scratch; /* high + 1 each */
} Seats;

static double table_energy(const Seats *s, int32_t table, const int32_t *members, int32_t size) {
    double total = 0.0, score = 0.0;
    for (int32_t x = 0; x < size; x++) {
        const double *row = s->pairs + (int64_t)members[x] * s->people;
        for (int32_t y = x + 1; y < size; y++) total += row[members[y]];
    }
    int32_t held_first = 0;
    for (int32_t x = 0; x < size; x++) held_first |= s->roles[members[x]];
    if (size > 1) {
        double cover = 0.0;
        if (s->counted_roles) {
            int32_t held = 0;
            for (int32_t role = 0; role < s->counted_roles; role++) {
                int32_t any = 0;
                for (int32_t x = 0; x < size; x++) any |= s->roles[(int64_t)s->counted[role] * s->people + members[x]];
                held += any;
            }
            cover = (double)held / s->counted_roles;
        }
        score = (1.0 - s->role_share) * (2.0 * total / ((double)size * (size - 1)));
        score += s->role_share * cover;
    }
    int32_t missing = size < s->low ? s->low - size : 0;
    if (s->facilitator_each && !held_first) missing++;
    int32_t away = 0;
    for (int32_t x = 0; x < size; x++) {
        const int32_t home = s->home[members[x]];
        away += home != -1 && home != table;
    }
    return 1.0 / (s->shift + (score > 0.0 ? score : 0.0)) + s->price * away + s->missing * missing;
}

static int fits(const Seats *s, int32_t table, int32_t leaving, int32_t coming) {
    const int32_t *members = s->members + (int64_t)table * s->high;
    const uint8_t *apart = s->apart + (int64_t)coming * s->people;
    for (int32_t x = 0; x < s->size[table]; x++)
        if (members[x] != leaving && apart[members[x]]) return 0;
    for (int32_t w = 0; w < s->words; w++) {
        uint64_t common = s->masks[(int64_t)coming * s->words + w];
        for (int32_t x = 0; x < s->size[table]; x++)
            if (members[x] != leaving) common &= s->masks[(int64_t)members[x] * s->words + w];
        if (common) return 1;
    }
    return 0;
}

static void drop(int32_t *list, int32_t *size, int32_t person) {
    int32_t x = 0;
    while (list[x] != person) x++;
    for (; x + 1 < *size; x++) list[x] = list[x + 1];
    (*size)--;
}

static void put(Seats *s, int32_t person, int32_t table) {
    const int32_t old = s->table_of[person];
    if (old < 0) drop(s->pool, s->pool_size, person);
    else drop(s->members + (int64_t)old * s->high, s->size + old, person);
    if (table < 0) s->pool[(*s->pool_size)++] = person;
    else s->members[(int64_t)table * s->high + s->size[table]++] = person;
    s->table_of[person] = table;
    if (old >= 0) s->energy[old] = table_energy(s, old, s->members + (int64_t)old * s->high, s->size[old]);
    if (table >= 0 && table != old)
        s->energy[table] = table_energy(s, table, s->members + (int64_t)table * s->high, s->size[table]);
}

static void copy_with(const Seats *s, int32_t *out, int32_t table, int32_t leaving, int32_t coming) {
    const int32_t *members = s->members + (int64_t)table * s->high;
    for (int32_t x = 0; x < s->size[table]; x++) out[x] = members[x] == leaving ? coming : members[x];
}

static int seat_someone(Seats *s, uint64_t *state, double heat) {
    const int32_t person = s->pool[below(state, *s->pool_size)];
    int32_t table = below(state, s->tables);
    if (s->pinned[person] >= 0) table = s->pinned[person];
    if (s->size[table] < s->high && fits(s, table, -1, person)) {
        put(s, person, table);
        return 1;
    }
    if (s->size[table] == 0) return 0;
    const int32_t leaving = s->members[(int64_t)table * s->high + below(state, s->size[table])];
    if (s->pinned[leaving] >= 0 || !fits(s, table, leaving, person)) return 0;
    copy_with(s, s->first_scratch, table, leaving, person);
    const double changed = table_energy(s, table, s->first_scratch, s->size[table]);
    if (!accept(state, changed - s->energy[table], heat)) return 0;
    put(s, leaving, -1);
    put(s, person, table);
    return 1;
}

static int move_someone(Seats *s, uint64_t *state, double heat) {
    const int32_t person = below(state, s->people), table = below(state, s->tables);
    const int32_t old = s->table_of[person];
    if (old < 0 || old == table || s->pinned[person] >= 0) return 0;
    if (s->size[table] >= s->high || !fits(s, table, -1, person)) return 0;
    int32_t kept = 0;
    for (int32_t x = 0; x < s->size[old]; x++) {
        const int32_t other = s->members[(int64_t)old * s->high + x];
        if (other != person) s->first_scratch[kept++] = other;
    }
    const double left = table_energy(s, old, s->first_scratch, kept);
    memcpy(s->second_scratch, s->members + (int64_t)table * s->high, sizeof(int32_t) * s->size[table]);
    s->second_scratch[s->size[table]] = person;
    const double changed = left + table_energy(s, table, s->second_scratch, s->size[table] + 1);
    if (!accept(state, changed - (s->energy[old] + s->energy[table]), heat)) return 0;
    put(s, person, table);
    return 1;
}

static int swap_two(Seats *s, uint64_t *state, double heat) {
    const int32_t one = below(state, s->people), other = below(state, s->people);
    const int32_t first = s->table_of[one], second = s->table_of[other];
    if (first == second || first < 0 || second < 0) return 0;
    if (s->pinned[one] >= 0 || s->pinned[other] >= 0) return 0;
    if (!fits(s, second, other, one) || !fits(s, first, one, other)) return 0;
    copy_with(s, s->first_scratch, first, one, other);
    copy_with(s, s->second_scratch, second, other, one);
    const double here = table_energy(s, first, s->first_scratch, s->size[first]);
    const double there = table_energy(s, second, s->second_scratch, s->size[second]);
    if (!accept(state, here + there - (s->energy[first] + s->energy[second]), heat)) return 0;
    memcpy(s->members + (int64_t)first * s->high, s->first_scratch, sizeof(int32_t) * s->size[first]);
    memcpy(s->members + (int64_t)second * s->high, s->second_scratch, sizeof(int32_t) * s->size[second]);
    s->table_of[one] = second;
    s->table_of[other] = first;
    s->energy[first] = here;
    s->energy[second] = there;
    return 1;
}

EXPORT int64_t seat_moves(Seats *s, int64_t moves, double heat, uint64_t *state) {
    int64_t taken = 0;
    for (int64_t move = 0; move < moves; move++) {
        const int32_t kind = below(state, 8);
        if (*s->pool_size && kind < 3) taken += seat_someone(s, state, heat);
        else if (kind == 7 && s->low < s->high) taken += move_someone(s, state, heat);
        else taken += swap_two(s, state, heat);
    }
    return taken;
}

/* ---- golfers.py: rounds without meeting twice --------------------------------------------------------- */

typedef struct {
    int32_t people, size, rounds;
    int32_t *seat;   /* rounds x people: who sits at each place; a group is `size` places in a row */
    int32_t *met;    /* people x people */
} Golf;

static int32_t meeting_change(const Golf *g, const int32_t *seat, int32_t mine, int32_t theirs) {
    /* what it costs that the person at `mine` takes the place `theirs`, for that person's meetings only */
    const int32_t person = seat[mine], other = seat[theirs];
    const int32_t *met = g->met + (int64_t)person * g->people;
    const int32_t old = mine / g->size * g->size, new = theirs / g->size * g->size;
    int32_t change = 0;
    for (int32_t x = 0; x < g->size; x++) {
        if (seat[old + x] != person) change -= met[seat[old + x]] - 1;
        if (seat[new + x] != other) change += met[seat[new + x]];
    }
    return change;
}

static void meet(Golf *g, const int32_t *seat, int32_t place, int32_t by) {
    const int32_t person = seat[place], group = place / g->size * g->size;
    for (int32_t x = 0; x < g->size; x++) {
        const int32_t other = seat[group + x];
        if (other == person) continue;
        g->met[(int64_t)person * g->people + other] += by;
        g->met[(int64_t)other * g->people + person] += by;
    }
}

/* Returns the change in the sum over pairs of meetings * (meetings - 1) / 2; stops once `cost` falls to 0. */
EXPORT int64_t golf_moves(Golf *g, int64_t moves, double heat, int64_t cost, uint64_t *state, int64_t *taken) {
    const int64_t before = cost;
    for (int64_t move = 0; move < moves && cost > 0; move++) {
        int32_t *seat = g->seat + (int64_t)below(state, g->rounds) * g->people;
        const int32_t mine = below(state, g->people), theirs = below(state, g->people);
        if (mine / g->size == theirs / g->size) continue;
        const int32_t change = meeting_change(g, seat, mine, theirs) + meeting_change(g, seat, theirs, mine);
        if (!accept(state, change, heat)) continue;
        meet(g, seat, mine, -1);
        meet(g, seat, theirs, -1);
        const int32_t person = seat[mine];
        seat[mine] = seat[theirs];
        seat[theirs] = person;
        meet(g, seat, mine, 1);
        meet(g, seat, theirs, 1);
        cost += change;
        (*taken)++;
    }
    return cost - before;
}

typedef struct {
    int32_t people, size, rounds;
    int32_t *seat;             /* rounds x people: who sits at each place of the rounds that are turned */
    const int32_t *key;        /* people x people: which difference a pair stands for */
    const int32_t *barred;     /* keys: 1 for a difference that may not be used at all */
    int32_t *used;             /* keys */
} Starter;

/* A difference used u times costs u*(u-1)/2, and u more if it is barred. */
static inline int64_t use(Starter *s, int32_t one, int32_t other, int32_t by) {
    const int32_t key = s->key[(int64_t)one * s->people + other];
    const int64_t old = s->used[key], now = old + by;
    s->used[key] = (int32_t)now;
    return now * (now - 1) / 2 - old * (old - 1) / 2 + s->barred[key] * (now - old);
}

static int64_t use_all(Starter *s, const int32_t *seat, int32_t place, int32_t by) {
    const int32_t person = seat[place], group = place / s->size * s->size;
    int64_t change = 0;
    for (int32_t x = 0; x < s->size; x++)
        if (seat[group + x] != person) change += use(s, person, seat[group + x], by);
    return change;
}

EXPORT int64_t starter_moves(Starter *s, int64_t moves, double heat, int64_t cost, uint64_t *state, int64_t *taken) {
    const int64_t before = cost;
    for (int64_t move = 0; move < moves && cost > 0; move++) {
        int32_t *seat = s->seat + (int64_t)below(state, s->rounds) * s->people;
        const int32_t mine = below(state, s->people), theirs = below(state, s->people);
        if (mine / s->size == theirs / s->size) continue;
        int64_t change = use_all(s, seat, mine, -1) + use_all(s, seat, theirs, -1);
        const int32_t person = seat[mine];
        seat[mine] = seat[theirs];
        seat[theirs] = person;
        change += use_all(s, seat, mine, 1) + use_all(s, seat, theirs, 1);
        if (accept(state, (double)change, heat)) {
            cost += change;
            (*taken)++;
            continue;
        }
        use_all(s, seat, mine, -1);
        use_all(s, seat, theirs, -1);
        seat[theirs] = seat[mine];
        seat[mine] = person;
        use_all(s, seat, mine, 1);
        use_all(s, seat, theirs, 1);
    }
    return cost - before;
}
