/* Thousands of readers in one process: the load client of script/bench. Linux (epoll), no dependencies.
 *
 *     cc -O2 -o readers readers.c && ./readers PORT
 *
 * It obeys lines on standard input:
 *
 *     reader TRANSPORT PATH   one more connection; {cursor} in PATH becomes the id of the last event it got
 *     connect N               open them all, at most N under way at a time; answers when none is under way
 *     every MS                how often each reader of "polling" asks
 *     forget                  start counting anew
 *     report                  what was counted since
 *
 * and answers connect and report with one line of JSON. Transports: sse, websocket, long-polling, polling, control
 * (a WebSocket whose messages are not counted), and asking (a poll again as soon as it is answered).
 *
 * An event is JSON with "id" first and "sent_at" (ms since 1970, three decimals) last. Its latency is this machine's
 * clock after the read, less sent_at. An id that is skipped is lost, one that comes twice is "again".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <linux/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "latency.h"

enum transport { SSE, WEBSOCKET, LONG_POLLING, POLLING, CONTROL, ASKING, TRANSPORTS };
static const char *const NAMES[] = {"sse", "websocket", "long-polling", "polling", "control", "asking"};

enum state { NEW, CONNECTING, SHAKING_HANDS, OPEN, DEAD };

struct reader {
    char *path, *kept; /* kept: what was read of an unfinished event or answer */
    size_t kept_size;
    int socket;
    enum transport transport;
    enum state state;
    int waiting; /* for an answer */
    int64_t cursor, asked_at;
    uint64_t events, answers_ever;
};

static struct {
    uint64_t events, lost, again, answers, bytes;
    struct latency delivery, answer; /* from publish to here; from our request to its answer */
} counted[TRANSPORTS];

#define READ_SIZE (1 << 18)
static char buffer[1 << 20];
static struct reader *readers;
static int port, epoll, count, room_for, started, under_way, at_once, failed, broken;
static double every_s = 1;
static char trouble[128];

static int64_t clock_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static double seconds(void) { return (double)clock_ns() / 1e9; }

/* -- one connection ------------------------------------------------------------------------------------- */

static void end(struct reader *reader, const char *why) {
    if (!trouble[0]) snprintf(trouble, sizeof trouble, "%s: %s", NAMES[reader->transport], why);
    if (reader->state == OPEN) broken++; else failed++, under_way--;
    reader->state = DEAD;
    close(reader->socket);
    free(reader->kept);
    reader->kept = NULL;
    reader->kept_size = 0;
}

static void opened(struct reader *reader) {
    reader->state = OPEN;
    under_way--;
}

static void ask(struct reader *reader) {
    char request[1024], path[512];
    const char *hole = strstr(reader->path, "{cursor}");
    int before = hole ? (int)(hole - reader->path) : (int)strlen(reader->path);
    snprintf(path, sizeof path, "%.*s", before, reader->path);
    if (hole) snprintf(path + before, sizeof path - before, "%lld%s", (long long)reader->cursor, hole + 8);
    int socketlike = reader->transport == WEBSOCKET || reader->transport == CONTROL;
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n", path, port,
        socketlike ? "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        : reader->transport == SSE ? "Accept: text/event-stream\r\n" : "Accept: application/json\r\n");
    reader->waiting = 1;
    reader->asked_at = clock_ns();
    if (write(reader->socket, request, (size_t)size) != size) end(reader, "cannot send a request");
}

static void start(struct reader *reader) {
    int on = 1;
    struct linger reset = {1, 0}; /* no TIME_WAIT: the next run needs the ports */
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    under_way++;
    reader->state = CONNECTING;
    reader->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (reader->socket < 0) { end(reader, strerror(errno)); return; }
    setsockopt(reader->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(reader->socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    if (connect(reader->socket, (void *)&address, sizeof address) && errno != EINPROGRESS) {
        end(reader, strerror(errno));
        return;
    }
    struct epoll_event wanted = {.events = EPOLLOUT, .data.ptr = reader};
    epoll_ctl(epoll, EPOLL_CTL_ADD, reader->socket, &wanted);
}

static void connected(struct reader *reader) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(reader->socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) { end(reader, strerror(error)); return; }
    struct epoll_event wanted = {.events = EPOLLIN, .data.ptr = reader};
    epoll_ctl(epoll, EPOLL_CTL_MOD, reader->socket, &wanted);
    reader->state = SHAKING_HANDS;
    int idle = reader->transport == POLLING; /* it asks when its turn comes */
    if (!idle) ask(reader);
    if (reader->state != DEAD && (idle || reader->transport == LONG_POLLING || reader->transport == ASKING)) opened(reader);
}

/* -- what is read ---------------------------------------------------------------------------------------- */

static void event(struct reader *reader, int64_t id, int64_t sent_ns, int64_t now) {
    if (id <= reader->cursor) { counted[reader->transport].again++; return; }
    if (reader->events) counted[reader->transport].lost += (uint64_t)(id - reader->cursor - 1);
    reader->cursor = id;
    reader->events++;
    counted[reader->transport].events++;
    latency_add(&counted[reader->transport].delivery, now - sent_ns);
}

/* A decimal number at `text` times 10**digits, rounded down; NULL if it may go on beyond `stop`. */
static const char *number(const char *text, const char *stop, int digits, int64_t *value) {
    int point = 0;
    for (*value = 0; text < stop && ((*text >= '0' && *text <= '9') || (*text == '.' && !point)); text++) {
        if (*text == '.') point = 1;
        else if (!point || digits-- > 0) *value = *value * 10 + (*text - '0');
    }
    for (; digits > 0; digits--) *value *= 10;
    return text < stop ? text : NULL;
}

/* Count the whole events in the text; answers with how much of it is done with. */
static size_t events(struct reader *reader, const char *text, size_t size, int64_t now) {
    const char *at = text, *stop = text + size, *id, *sent;
    int64_t number_id, sent_us;
    while ((id = memmem(at, (size_t)(stop - at), "\"id\":", 5))) {
        sent = memmem(id, (size_t)(stop - id), "\"sent_at\":", 10);
        if (!sent || !number(id + 5, stop, 0, &number_id)) return (size_t)(id - text);
        const char *after = number(sent + 10, stop, 6, &sent_us); /* ms with 6 digits: ns */
        if (!after) return (size_t)(id - text);
        event(reader, number_id, sent_us, now);
        at = after;
    }
    return size > 4 && (size_t)(stop - at) > 4 ? size - 4 : (size_t)(at - text); /* 4: the start of another "id" */
}

/* How many TCP segments with data the connection got in its whole life. */
static uint64_t segments_in(struct reader *reader) {
    struct tcp_info info;
    socklen_t size = sizeof info;
    return getsockopt(reader->socket, IPPROTO_TCP, TCP_INFO, &info, &size) ? 0 : info.tcpi_data_segs_in;
}

/* Whole answers with Content-Length; answers with how much of the text is done with. */
static size_t answers(struct reader *reader, char *text, size_t size, int64_t now) {
    size_t done = 0;
    for (char *stop; (stop = memmem(text + done, size - done, "\r\n\r\n", 4));) {
        char *field = strcasestr(text + done, "\r\nContent-Length:");
        if (!field || field > stop || strncmp(text + done + 9, "200", 3)) {
            end(reader, strndupa(text + done, 12));
            return size;
        }
        size_t whole = (size_t)(stop + 4 - text) + (size_t)atol(field + 17);
        if (whole > size) break;
        events(reader, stop, whole - (size_t)(stop - text), now);
        counted[reader->transport].answers++;
        reader->answers_ever++;
        latency_add(&counted[reader->transport].answer, now - reader->asked_at);
        reader->waiting = 0;
        done = whole;
        if (reader->transport != POLLING) ask(reader);
    }
    return done;
}

static void pong(struct reader *reader, const char *payload, size_t size) {
    char frame[131] = {(char)0x8a, (char)(0x80 | size)}; /* masked with zeros, which is a mask too */
    memcpy(frame + 6, payload, size);
    if (write(reader->socket, frame, size + 6) < 0) end(reader, "cannot answer a ping");
}

/* Whole WebSocket frames from a server (RFC 6455 section 5.2); answers with how much of the text is done with. */
static size_t frames(struct reader *reader, char *text, size_t size, int64_t now) {
    size_t done = 0;
    while (size - done >= 2) {
        unsigned char *at = (unsigned char *)text + done;
        size_t head = 2, payload = at[1];
        if (payload == 126) head = 4, payload = (size_t)at[2] << 8 | at[3];
        if (payload == 127) { end(reader, "a frame over 64 KiB"); return size; }
        if (size - done < head + payload) break;
        if (at[0] == 0x89) pong(reader, (char *)at + head, payload);
        else if (at[0] != 0x81) { end(reader, at[0] == 0x88 ? "closed" : "a broken frame"); return size; }
        else if (reader->transport == WEBSOCKET) events(reader, (char *)at + head, payload, now);
        if (reader->state == DEAD) return size;
        done += head + payload;
    }
    return done;
}

static size_t handshake(struct reader *reader, char *text, size_t size) {
    char *stop = memmem(text, size, "\r\n\r\n", 4);
    if (!stop) return 0;
    if (strncmp(text + 9, reader->transport == SSE ? "200" : "101", 3)) { end(reader, strndupa(text, 12)); return size; }
    opened(reader);
    return (size_t)(stop + 4 - text);
}

static void readable(struct reader *reader) {
    size_t size = reader->kept_size, done = 0;
    if (size) memcpy(buffer, reader->kept, size);
    ssize_t got = read(reader->socket, buffer + size, READ_SIZE);
    int64_t now = clock_ns();
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) { end(reader, got ? strerror(errno) : "ended by the server"); return; }
    counted[reader->transport].bytes += (uint64_t)got;
    size += (size_t)got;
    buffer[size] = 0;
    if (reader->state == SHAKING_HANDS) done = handshake(reader, buffer, size);
    if (reader->state == OPEN) {
        char *text = buffer + done;
        if (reader->transport == SSE) done += events(reader, text, size - done, now);
        else if (reader->transport == WEBSOCKET || reader->transport == CONTROL) done += frames(reader, text, size - done, now);
        else done += answers(reader, text, size - done, now);
    }
    if (reader->state == DEAD) return;
    free(reader->kept);
    reader->kept_size = size - done;
    reader->kept = reader->kept_size ? memcpy(malloc(size - done), buffer + done, size - done) : NULL;
    if (reader->kept_size > sizeof buffer - READ_SIZE - 1) end(reader, "an answer without end");
}

/* -- all connections ---------------------------------------------------------------------------------------- */

static void poll_in_turn(void) {
    static double next;
    static int turn;
    double now = seconds(), step = every_s / (count ? count : 1);
    if (next < now - 1) next = now;
    for (; next <= now && count; next += step) {
        struct reader *reader = &readers[turn++ % count];
        if (reader->transport == POLLING && reader->state == OPEN && !reader->waiting) ask(reader);
    }
}

static void report(void) {
    uint64_t fewest[TRANSPORTS], most[TRANSPORTS] = {0}, segments[TRANSPORTS] = {0}, ever[TRANSPORTS] = {0};
    int open[TRANSPORTS] = {0};
    memset(fewest, 0xff, sizeof fewest);
    for (int i = 0; i < count; i++) {
        enum transport transport = readers[i].transport;
        if (readers[i].state != OPEN) continue;
        open[transport]++;
        if (readers[i].events < fewest[transport]) fewest[transport] = readers[i].events;
        if (readers[i].events > most[transport]) most[transport] = readers[i].events;
        segments[transport] += segments_in(&readers[i]);
        ever[transport] += readers[i].answers_ever;
    }
    printf("{\"broken\":%d,\"trouble\":\"%s\"", broken, trouble);
    for (int i = 0; i < TRANSPORTS; i++) {
        if (!open[i]) continue;
        printf(",\"%s\":{\"open\":%d,\"events\":%llu,\"fewest\":%llu,\"most\":%llu,\"lost\":%llu,\"again\":%llu,"
               "\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"answers\":%llu,\"answer_p50_ms\":%.3f,"
               "\"answer_p99_ms\":%.3f,\"answer_max_ms\":%.3f,\"bytes\":%llu,\"segments_an_answer\":%.3f}",
               NAMES[i], open[i], (unsigned long long)counted[i].events, (unsigned long long)fewest[i],
               (unsigned long long)most[i], (unsigned long long)counted[i].lost, (unsigned long long)counted[i].again,
               latency_ms(&counted[i].delivery, .5), latency_ms(&counted[i].delivery, .99),
               (double)counted[i].delivery.worst_ns / 1e6, (unsigned long long)counted[i].answers,
               latency_ms(&counted[i].answer, .5), latency_ms(&counted[i].answer, .99),
               (double)counted[i].answer.worst_ns / 1e6, (unsigned long long)counted[i].bytes,
               ever[i] ? (double)segments[i] / (double)ever[i] : 0);
    }
    printf("}\n");
}

static void add(const char *line) {
    char name[32], path[512];
    if (sscanf(line, "reader %31s %511s", name, path) != 2) return;
    if (count == room_for) readers = realloc(readers, sizeof *readers * (size_t)(room_for = room_for ? room_for * 2 : 64));
    struct reader *reader = &readers[count++];
    memset(reader, 0, sizeof *reader);
    while (strcmp(NAMES[reader->transport], name)) reader->transport++;
    reader->path = strdup(path);
}

static void turn(int timeout_ms) {
    static struct epoll_event ready[1024];
    int many = epoll_wait(epoll, ready, 1024, timeout_ms);
    for (int i = 0; i < many; i++) {
        struct reader *reader = ready[i].data.ptr;
        if (!reader || reader->state == DEAD) continue;
        if (reader->state == CONNECTING) connected(reader); else readable(reader);
    }
    poll_in_turn();
}

static void connect_all(void) {
    double begun = seconds();
    while ((started < count || under_way) && seconds() - begun < 60) {
        while (started < count && under_way < at_once) start(&readers[started++]);
        turn(10);
    }
    printf("{\"seconds\":%.3f,\"failed\":%d,\"trouble\":\"%s\"}\n", seconds() - begun, failed + under_way, trouble);
}

static void obey(char *line) {
    if (!strncmp(line, "reader ", 7)) add(line);
    else if (sscanf(line, "connect %d", &at_once) == 1) connect_all();
    else if (!strncmp(line, "every ", 6)) every_s = atof(line + 6) / 1000;
    else if (!strncmp(line, "report", 6)) report();
    else if (!strncmp(line, "forget", 6)) {
        memset(counted, 0, sizeof counted);
        for (int i = 0; i < count; i++) readers[i].events = 0;
    }
    fflush(stdout);
}

/* Lines from standard input, as far as they are there; 0 at its end. */
static int commands(void) {
    static char lines[65536];
    static size_t size;
    ssize_t got = read(0, lines + size, sizeof lines - size);
    if (got < 0) return errno == EAGAIN;
    size += (size_t)got;
    for (char *stop; (stop = memchr(lines, '\n', size));) {
        *stop = 0;
        obey(lines);
        size -= (size_t)(stop + 1 - lines);
        memmove(lines, stop + 1, size);
    }
    return got > 0;
}

int main(int words, char **word) {
    if (words != 2) { fprintf(stderr, "usage: readers PORT\n"); return 2; }
    port = atoi(word[1]);
    signal(SIGPIPE, SIG_IGN);
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    fcntl(0, F_SETFL, O_NONBLOCK);
    epoll = epoll_create1(0);
    struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input);
    while (commands()) turn(1);
    return 0;
}
