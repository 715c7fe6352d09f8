#ifndef BROADSIDE_CMICROHTTPD_SHIM_H
#define BROADSIDE_CMICROHTTPD_SHIM_H

#include <microhttpd.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

/* Swift cannot call variadic functions: each of these makes one such call with fixed arguments. */

struct broadside_daemon_settings {
    int listen_socket;
    unsigned int connection_limit;
    unsigned int per_address_limit;
    size_t connection_memory;
    void *context;
    MHD_AccessHandlerCallback handle;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection_changed;
    void *(*request_line)(void *context, const char *uri, struct MHD_Connection *connection);
    size_t (*unescape)(void *context, struct MHD_Connection *connection, char *text);
};

/* Versions 0.9 cut a request up where it lies in the read buffer, so that what they pass over in
   silence shows as gaps between its parts. From 1.0 on the library refuses such requests itself. */
static inline int broadside_parses_in_place(void) {
    return strncmp(MHD_get_version(), "0.9.", 4) == 0;
}

/* No timeout of the library's own (0): it counts silence only and takes a lock at every read and write. */
static inline struct MHD_Daemon *
broadside_start_daemon(unsigned int flags, const struct broadside_daemon_settings *settings) {
    return MHD_start_daemon(
        flags, 0, NULL, NULL, settings->handle, settings->context,
        MHD_OPTION_LISTEN_SOCKET, settings->listen_socket,
        MHD_OPTION_CONNECTION_LIMIT, settings->connection_limit,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, settings->per_address_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, 0u,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, settings->connection_memory,
        MHD_OPTION_STRICT_FOR_CLIENT, broadside_parses_in_place() ? 0 : 1,
        MHD_OPTION_NOTIFY_COMPLETED, settings->completed, settings->context,
        MHD_OPTION_NOTIFY_CONNECTION, settings->connection_changed, settings->context,
        MHD_OPTION_URI_LOG_CALLBACK, settings->request_line, settings->context,
        MHD_OPTION_UNESCAPE_CALLBACK, settings->unescape, settings->context,
        MHD_OPTION_END);
}

static inline int broadside_connection_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == NULL ? -1 : (int)info->connect_fd;
}

static inline void *broadside_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == NULL ? NULL : info->socket_context;
}

/* Bytes from the first of the request line to the last of the empty line after the headers. */
static inline size_t broadside_head_bytes(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info == NULL ? 0 : info->header_size;
}

static inline const struct sockaddr *broadside_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info == NULL ? NULL : info->client_addr;
}

/* Takes no new connections. MHD_quiesce_daemon would do, but it takes the socket out of the epoll set
   while the daemon's thread may do the same, and the library aborts the process when that fails. So
   the socket stays in the set, silent but for one last event, and the daemon closes it at its end. */
static inline void broadside_stop_accepting(struct MHD_Daemon *daemon, int listen_socket) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (info != NULL) {
        struct epoll_event silence = {.events = EPOLLET, .data = {.ptr = daemon}};
        epoll_ctl(info->epoll_fd, EPOLL_CTL_MOD, listen_socket, &silence);
    }
    shutdown(listen_socket, SHUT_RDWR);
}

#endif
