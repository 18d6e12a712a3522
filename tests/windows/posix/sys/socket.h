/* The POSIX socket functions that the C tests use, over those of Windows. */
#ifndef POSIX_SYS_SOCKET_H
#define POSIX_SYS_SOCKET_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include <unistd.h> /* before read and close are redefined */

/* The tests read and close sockets only. */
#define read(socket, buffer, size) recv(socket, buffer, size, 0)
#define close(socket) closesocket(socket)

__attribute__((constructor)) static void start_sockets(void)
{
    WSADATA unused;
    WSAStartup(MAKEWORD(2, 2), &unused);
}

#endif
