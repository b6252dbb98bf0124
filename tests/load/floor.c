/* The floor: what the machine itself can do. One epoll, the same bytes to every reader with one send each, no HTTP to
 * speak of, no cursor, no slow readers. `cc -O2 -o floor floor.c && ./floor`; it prints its port.
 * /sse, /ws, /poll, and /rate?r=N for N events a second. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST 65536 /* descriptors */
enum { NOBODY, SSE, WEBSOCKET };

static int readers[3][MOST], many[3], place[MOST], listener, epoll;
static char kind[MOST], newest[300];
static long id;
static double rate, next;

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void add(int socket, int as) {
    kind[socket] = (char)as;
    place[socket] = many[as];
    readers[as][many[as]++] = socket;
}

static void drop(int socket) {
    int as = kind[socket];
    if (as) {
        int last = readers[as][--many[as]];
        readers[as][place[socket]] = last;
        place[last] = place[socket];
        kind[socket] = NOBODY;
    }
    close(socket);
}

static void send_to(int as, const char *bytes, size_t size) {
    for (int i = many[as] - 1; i >= 0; i--)
        if (send(readers[as][i], bytes, size, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)size) drop(readers[as][i]);
}

static void publish(void) {
    char frame[400];
    int size = snprintf(newest, sizeof newest,
        "{\"id\":%ld,\"topic\":\"bench\",\"type\":\"auto\",\"data\":{\"count\":%ld},\"sent_at\":%.3f}", id + 1, id + 1,
        seconds(CLOCK_REALTIME) * 1000);
    id++;
    send_to(SSE, frame, (size_t)snprintf(frame, sizeof frame, "id: %ld\nevent: auto\ndata: %s\n\n", id, newest));
    frame[0] = (char)0x81;
    frame[1] = (char)size; /* under 126 bytes */
    memcpy(frame + 2, newest, (size_t)size);
    send_to(WEBSOCKET, frame, (size_t)size + 2);
}

static void answer(int socket, const char *request) {
    char text[700];
    const char *head = text;
    if (!strncmp(request, "GET /sse", 8)) {
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\n";
        add(socket, SSE);
    } else if (!strncmp(request, "GET /ws", 7)) { /* the accept of the one key that readers.c sends */
        head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
        add(socket, WEBSOCKET);
    } else {
        if (!strncmp(request, "GET /rate?r=", 12)) rate = atof(request + 12), next = seconds(CLOCK_MONOTONIC);
        snprintf(text, sizeof text,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n"
            "{\"events\":[%s],\"cursor\":%ld}", strlen(newest) + strlen("{\"events\":[],\"cursor\":}")
            + (size_t)snprintf(NULL, 0, "%ld", id), newest, id);
    }
    if (write(socket, head, strlen(head)) < 0) drop(socket);
}

static void take(int socket) {
    if (socket == listener) {
        for (int new; (new = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
            struct epoll_event wanted = {.events = EPOLLIN, .data.fd = new};
            if (new < MOST) epoll_ctl(epoll, EPOLL_CTL_ADD, new, &wanted); else close(new);
        }
        return;
    }
    char request[2048];
    ssize_t size = read(socket, request, sizeof request - 1);
    if (size <= 0) { drop(socket); return; }
    request[size] = 0;
    if (!kind[socket]) answer(socket, request);
}

static int until_next_ms(void) {
    if (rate <= 0) return -1;
    double left = next - seconds(CLOCK_MONOTONIC);
    return left <= 0 ? 0 : (int)(left * 1000) + 1;
}

int main(void) {
    int on = 1;
    struct rlimit limit;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* the accepted ones inherit it */
    if (bind(listener, (void *)&address, size) || listen(listener, 4096)) { perror("listen"); return 1; }
    getsockname(listener, (void *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    epoll = epoll_create1(0);
    struct epoll_event wanted = {.events = EPOLLIN, .data.fd = listener}, ready[256];
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &wanted);
    for (;;) {
        int found = epoll_wait(epoll, ready, 256, until_next_ms());
        for (int i = 0; i < found; i++) take(ready[i].data.fd);
        double now = seconds(CLOCK_MONOTONIC);
        if (rate <= 0 || now < next) continue;
        publish();
        next = next + 1 / rate < now - 1 ? now : next + 1 / rate; /* over a second late: no catching up */
    }
}
