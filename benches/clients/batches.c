/* Batches of ids and their requests, as shown in libcurl's documentation. */
#include "batches.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH_SIZE = 100 };

static void *checked(void *memory)
{
    if (memory == NULL) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

struct batches batches_read(const char *path)
{
    struct batches batches = { NULL, 0, NULL, 0 };
    char line[64];
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    while (fgets(line, sizeof line, file) != NULL) {
        size_t length = strcspn(line, "\n");
        if (batches.ids_count % BATCH_SIZE == 0) {
            batches.count++;
            batches.ids = checked(
                realloc(batches.ids, (size_t)batches.count * BATCH_SIZE * sizeof *batches.ids));
        }
        line[length] = '\0';
        batches.ids[batches.ids_count++] = strcpy(checked(malloc(length + 1)), line);
    }
    fclose(file);
    batches.statuses = checked(calloc((size_t)batches.count, sizeof *batches.statuses));
    return batches;
}

int batches_size(const struct batches *batches, int batch)
{
    int rest = batches->ids_count - batch * BATCH_SIZE;
    return rest < BATCH_SIZE ? rest : BATCH_SIZE;
}

/* By default libcurl prints the response body. */
static size_t ignore(char *data, size_t size, size_t count, void *user_data)
{
    (void)data;
    (void)user_data;
    return size * count;
}

CURL *batches_handle(struct curl_slist **headers)
{
    char url[256], authorization[512];
    CURL *handle = checked(curl_easy_init());
    const char *ca_file = getenv("WEBEXREC_CA_FILE");
    snprintf(url, sizeof url, "%s/recordings/softDelete", getenv("WEBEXREC_BASE_URL"));
    snprintf(authorization, sizeof authorization, "Authorization: Bearer %s",
             getenv("WEBEX_ACCESS_TOKEN"));
    *headers = checked(curl_slist_append(NULL, "Content-Type: application/json"));
    checked(curl_slist_append(*headers, authorization));
    curl_easy_setopt(handle, CURLOPT_URL, url);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, *headers);
    if (ca_file != NULL)
        curl_easy_setopt(handle, CURLOPT_CAINFO, ca_file);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, ignore);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT, 60L);
    /* With threads, libcurl must not use signals for its timeouts. */
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    return handle;
}

void batches_body(const struct batches *batches, int batch, char *body)
{
    int length = sprintf(body, "{\"recordingIds\":[");
    for (int i = 0; i < batches_size(batches, batch); i++)
        length += sprintf(body + length, "%s\"%s\"", i == 0 ? "" : ",",
                          batches->ids[batch * BATCH_SIZE + i]);
    sprintf(body + length, "],\"siteUrl\":\"example.webex.com\"}");
}

long batches_send(const struct batches *batches, int batch, CURL *handle, long *retry_after)
{
    char body[BODY_SIZE];
    batches_body(batches, batch, body);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body);

    CURLcode code = curl_easy_perform(handle);
    long status = 0;
    curl_off_t seconds = 0;
    if (code != CURLE_OK) {
        fprintf(stderr, "batch %d: %s\n", batch, curl_easy_strerror(code));
        return 0;
    }
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &seconds);
    /* A 429 may have no Retry-After. */
    *retry_after = seconds > 0 ? (long)seconds : 15;
    return status;
}

void batches_report(const struct batches *batches)
{
    int certain = 0, failed = 0, first = -1;
    for (int batch = 0; batch < batches->count; batch++) {
        if (batches->statuses[batch] == 204)
            certain += batches_size(batches, batch);
        else if (failed++ == 0)
            first = batch;
    }
    printf("%d\n", certain);
    if (failed > 0)
        printf("%d batches failed; the first is number %d with status %ld\n", failed, first + 1,
               batches->statuses[first]);
}
