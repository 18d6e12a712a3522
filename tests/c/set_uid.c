/* A set-uid process ignores the environment. This program makes a dry run, which reads the settings, and then a
 * request to a port on which nothing listens, which reads the system's certificates too. With an invalid variable
 * in the environment one of them fails in a plain process; a set-uid process gets as far as a refused connection.
 * Usage: set_uid EXPECTED_RESULT */
#include "check.h"
#include "webexrec.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

static char error[WEBEXREC_ERROR_SIZE];

/* Reserves a port that refuses connections: it is bound, but nothing listens. */
static void reserve_refused_port(char *url, size_t url_size)
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;
    int refusing = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(refusing >= 0 && bind(refusing, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(getsockname(refusing, (struct sockaddr *)&address, &size) == 0);
    snprintf(url, url_size, "https://127.0.0.1:%u/v1", (unsigned)ntohs(address.sin_port));
}

static int list_at_refused_port(void)
{
    webexrec_options *options = webexrec_options_new();
    webexrec_client *client = NULL;
    char url[60];
    char *json = NULL;
    int result;
    reserve_refused_port(url, sizeof url);
    CHECK_RESULT(webexrec_options_set_base_url(options, url, error, sizeof error), WEBEXREC_OK, error);
    CHECK_RESULT(webexrec_options_set_max_attempts(options, 1, error, sizeof error), WEBEXREC_OK, error);
    CHECK_RESULT(webexrec_client_new("t", options, &client, error, sizeof error), WEBEXREC_OK, error);
    result = webexrec_client_list_sites(client, NULL, 0, NULL, &json, error, sizeof error);
    webexrec_client_free(client);
    webexrec_options_free(options);
    return result;
}

int main(int argc, char **argv)
{
    int expected = argc == 2 ? atoi(argv[1]) : -1;
    int result = webexrec_move_to_recycle_bin("t", "[\"a\"]", NULL, NULL, WEBEXREC_DRY_RUN, error, sizeof error);
    if (result == WEBEXREC_OK) {
        result = list_at_refused_port();
    }
    CHECK_RESULT(result, expected, error);
    return conclude("set_uid (C)");
}
