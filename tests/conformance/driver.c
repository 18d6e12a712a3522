/* Makes the call of one case over the Client API; see README.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "webexrec.h"

static void fail(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(1);
}

/* The value of the argument NAME=VALUE, or NULL. */
static const char *argument(char **arguments, const char *name)
{
    size_t length = strlen(name);
    for (; *arguments; arguments++)
        if (strncmp(*arguments, name, length) == 0 && (*arguments)[length] == '=')
            return *arguments + length + 1;
    return NULL;
}

/* All of standard input; NULL if it is empty. */
static char *read_input(void)
{
    size_t size = 1 << 20, used;
    char *text = malloc(size);
    if (!text)
        fail("no memory");
    used = fread(text, 1, size - 1, stdin);
    if (used == size - 1)
        fail("the input is too long");
    text[used] = '\0';
    if (used)
        return text;
    free(text);
    return NULL;
}

/* Returns the next of the tokens in user_data, which are separated by commas. */
static int next_token(void *user_data, char *token, size_t token_size)
{
    char **tokens = user_data;
    size_t length = strcspn(*tokens, ",");
    if (length == 0 || length >= token_size)
        return 1;
    memcpy(token, *tokens, length);
    token[length] = '\0';
    *tokens += length + ((*tokens)[length] == ',');
    return 0;
}

typedef int set_number(webexrec_options *, uint32_t, char *, size_t);

static const struct {
    const char *name;
    set_number *set;
} numbers[] = {
    {"concurrency", webexrec_options_set_concurrency},
    {"max_attempts", webexrec_options_set_max_attempts},
    {"max_wait_seconds", webexrec_options_set_max_wait_seconds},
    {"deadline_ms", webexrec_options_set_deadline_ms},
    {"request_timeout_ms", webexrec_options_set_request_timeout_ms},
};

int main(int count, char **arguments)
{
    char error[WEBEXREC_ERROR_SIZE] = "", *tokens = getenv("TOKENS"), *input = read_input(), *output = NULL;
    const char *operation = count > 1 ? arguments[1] : "", *site_url = argument(arguments, "site_url");
    const char *host_email = argument(arguments, "host_email"), *flags_text = argument(arguments, "flags");
    uint32_t flags = flags_text ? (uint32_t)atoi(flags_text) : 0;
    webexrec_options *options = webexrec_options_new();
    webexrec_monitor *monitor = webexrec_monitor_new();
    webexrec_client *client = NULL;
    int result = WEBEXREC_OK, provides;
    size_t i;

    if (!tokens)
        fail("TOKENS is not set");
    provides = strchr(tokens, ',') != NULL;
    if (provides)
        result = webexrec_options_set_token_provider(options, next_token, &tokens, error, sizeof error);
    for (i = 0; i < sizeof numbers / sizeof *numbers && result == WEBEXREC_OK; i++) {
        const char *value = argument(arguments, numbers[i].name);
        if (value)
            result = numbers[i].set(options, (uint32_t)atoi(value), error, sizeof error);
    }
    if (argument(arguments, "cancelled"))
        webexrec_monitor_cancel(monitor);
    if (result == WEBEXREC_OK)
        result = webexrec_client_new(provides ? NULL : tokens, options, &client, error, sizeof error);
    if (result == WEBEXREC_OK) {
        if (strcmp(operation, "move") == 0)
            result = webexrec_client_move_to_recycle_bin(client, input, site_url, host_email, flags, monitor, &output,
                                                         error, sizeof error);
        else if (strcmp(operation, "restore") == 0)
            result = webexrec_client_restore_from_recycle_bin(client, input, site_url, host_email, flags, monitor,
                                                              &output, error, sizeof error);
        else if (strcmp(operation, "purge") == 0)
            result = webexrec_client_purge_from_recycle_bin(client, input, site_url, host_email, flags, monitor,
                                                            &output, error, sizeof error);
        else if (strcmp(operation, "list") == 0)
            result = webexrec_client_list_recordings(client, input, flags, monitor, &output, error, sizeof error);
        else if (strcmp(operation, "sites") == 0)
            result = webexrec_client_list_sites(client, argument(arguments, "user_email"), flags, monitor, &output,
                                                error, sizeof error);
        else
            fail("no such operation");
    }
    printf("%d\n%s\n%s\n", result, error, output ? output : "");
    webexrec_string_free(output);
    webexrec_client_free(client);
    webexrec_monitor_free(monitor);
    webexrec_options_free(options);
    free(input);
    return 0;
}
