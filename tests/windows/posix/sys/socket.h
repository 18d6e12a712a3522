/* What the C tests use of POSIX sockets, over those of Windows, so that they are compiled as they are. */
#ifndef POSIX_SYS_SOCKET_H
#define POSIX_SYS_SOCKET_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include <unistd.h> /* declares these two, before they mean something else */

/* All that those programs read and close are sockets. */
#define read(socket, buffer, size) recv(socket, buffer, size, 0)
#define close(socket) closesocket(socket)

__attribute__((constructor)) static void start_sockets(void)
{
    WSADATA unused;
    WSAStartup(MAKEWORD(2, 2), &unused);
}

#endif
