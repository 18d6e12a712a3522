/* A server for what the simulator doesn't do: a test serves each connection itself. */
#ifndef SERVER_H
#define SERVER_H

#include "check.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

struct server {
    int (*serve)(int connection); /* serves a connection, which is closed afterwards; returns whether it succeeded */
    int failures;
    char url[64];
    int listener;
    pthread_t thread;
};

static void *serve_all(void *user_data)
{
    struct server *server = user_data;
    int connection;
    while ((connection = accept(server->listener, NULL, NULL)) >= 0) {
        server->failures += !server->serve(connection);
        close(connection);
    }
    return NULL;
}

static void start_server(struct server *server)
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(server->listener, (struct sockaddr *)&address, size) == 0 && listen(server->listener, 8) == 0 &&
          getsockname(server->listener, (struct sockaddr *)&address, &size) == 0);
    sprintf(server->url, "http://127.0.0.1:%d/v1", ntohs(address.sin_port));
    CHECK(pthread_create(&server->thread, NULL, serve_all, server) == 0);
}

static void stop_server(struct server *server)
{
    shutdown(server->listener, SHUT_RDWR);
    CHECK(pthread_join(server->thread, NULL) == 0);
    close(server->listener);
    CHECK(server->failures == 0);
}

#endif
