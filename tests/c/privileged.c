/* A dry run, which needs the settings but sends nothing, and, if that went well, a request to nobody on
 * this machine, which needs the system's certificates too. The result wanted is the first argument:
 * with a variable in the environment that can't be used a plain process is refused, and a set-uid
 * one, which must not look at it, gets as far as finding nobody there. */
#include "check.h"
#include "webexrec.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

static char error[WEBEXREC_ERROR_SIZE];

/* A port that is bound and not listened to is nobody else's and refuses. */
static void be_nobody(char *url, size_t url_size)
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;
    int nobody = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(nobody >= 0 && bind(nobody, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(getsockname(nobody, (struct sockaddr *)&address, &size) == 0);
    snprintf(url, url_size, "https://127.0.0.1:%u/v1", (unsigned)ntohs(address.sin_port));
}

static int ask_nobody(void)
{
    webexrec_options *options = webexrec_options_new();
    webexrec_client *client = NULL;
    char url[60];
    char *json = NULL;
    int result;
    be_nobody(url, sizeof url);
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
    int wanted = argc == 2 ? atoi(argv[1]) : -1;
    int result = webexrec_move_to_recycle_bin("t", "[\"a\"]", NULL, NULL, WEBEXREC_DRY_RUN, error, sizeof error);
    if (result == WEBEXREC_OK) {
        result = ask_nobody();
    }
    CHECK_RESULT(result, wanted, error);
    return conclude("privileged (C)");
}
