/* Breaks the rule of the header that its argument names: a sanitizer that does not find this error proves nothing about
 * the tests.
 * Usage: broken RULE */
#include "webexrec.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char error[WEBEXREC_ERROR_SIZE];

/* The library writes to freed memory. */
static void output_freed_before(const char *token)
{
    char **place = malloc(sizeof *place);
    free(place);
    webexrec_list_sites(token, NULL, 0, place, error, sizeof error);
}

/* The library writes past the end of a buffer. */
static void buffer_smaller_than_its_size(const char *token)
{
    char *small = malloc(8);
    webexrec_move_to_recycle_bin(token, "[", NULL, NULL, 0, small, WEBEXREC_ERROR_SIZE);
    free(small);
}

/* The program reads a freed string. */
static void string_used_after_it_is_freed(const char *token)
{
    char *sites = NULL;
    webexrec_list_sites(token, NULL, 0, &sites, error, sizeof error);
    webexrec_string_free(sites);
    puts(sites);
}

/* A client is never freed. */
static void client_never_freed(const char *token)
{
    webexrec_client *client = NULL;
    webexrec_client_new(token, NULL, &client, error, sizeof error);
}

/* Two threads change the same options. */
static void *change(void *options)
{
    uint32_t i;
    for (i = 0; i < 1000; i++) {
        webexrec_options_set_concurrency(options, 1 + i % 32, NULL, 0);
    }
    return NULL;
}

static void options_used_by_two_threads(const char *token)
{
    webexrec_options *options = webexrec_options_new();
    pthread_t other;
    (void)token;
    if (pthread_create(&other, NULL, change, options) == 0) {
        change(options);
        pthread_join(other, NULL);
    }
    webexrec_options_free(options);
}

int main(int count, char **arguments)
{
    static const struct {
        const char *name;
        void (*run)(const char *token);
    } rules[] = {
        {"output_freed_before", output_freed_before},
        {"buffer_smaller_than_its_size", buffer_smaller_than_its_size},
        {"string_used_after_it_is_freed", string_used_after_it_is_freed},
        {"client_never_freed", client_never_freed},
        {"options_used_by_two_threads", options_used_by_two_threads},
    };
    size_t i;
    for (i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (count == 2 && strcmp(arguments[1], rules[i].name) == 0) {
            rules[i].run(getenv("WEBEX_ACCESS_TOKEN"));
            return 0;
        }
    }
    fprintf(stderr, "usage: broken RULE\n");
    return 2;
}
