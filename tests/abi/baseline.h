#ifndef WEBEXREC_H
#define WEBEXREC_H 
#include <stddef.h>
#include <stdint.h>
#define WEBEXREC_VERSION_MAJOR 0
#define WEBEXREC_VERSION_MINOR 1
#define WEBEXREC_VERSION_PATCH 0
#define WEBEXREC_VERSION "0.1.0"
#ifndef WEBEXREC_API
#if defined(_WIN32) && defined(WEBEXREC_DLL)
#define WEBEXREC_API __declspec(dllimport)
#else
#define WEBEXREC_API 
#endif
#endif
#define WEBEXREC_ABI_VERSION_MAJOR 0
#define WEBEXREC_ABI_VERSION_MINOR 1
#define WEBEXREC_ERROR_SIZE 512
#define WEBEXREC_ALL 1
#define WEBEXREC_DRY_RUN 2
#define WEBEXREC_SINGLE_REQUEST 4
#define WEBEXREC_VERIFY 8
#define WEBEXREC_ADMIN 16
#define WEBEXREC_INCLUDE_SECRETS 32
#define WEBEXREC_PROGRESS_TOTAL 0
#define WEBEXREC_PROGRESS_DONE 1
#define WEBEXREC_PROGRESS_NOT_DONE 2
#define WEBEXREC_PROGRESS_IN_FLIGHT 3
#define WEBEXREC_PROGRESS_REQUESTS 4
#define WEBEXREC_PROGRESS_RETRIES 5
#define WEBEXREC_PROGRESS_WAIT_MS 6
#define WEBEXREC_PROGRESS_WAIT_REASON 7
#define WEBEXREC_OK 0
#define WEBEXREC_E_NULL_POINTER 1
#define WEBEXREC_E_NOT_UTF8 2
#define WEBEXREC_E_NOT_JSON 3
#define WEBEXREC_E_INVALID_RECORDINGS 4
#define WEBEXREC_E_NO_RECORDINGS 5
#define WEBEXREC_E_TOO_MANY_RECORDINGS 6
#define WEBEXREC_E_INVALID_TOKEN 7
#define WEBEXREC_E_INVALID_SITE_URL 8
#define WEBEXREC_E_INVALID_HOST_EMAIL 9
#define WEBEXREC_E_INVALID_FLAGS 10
#define WEBEXREC_E_INVALID_QUERY 11
#define WEBEXREC_E_INVALID_OPTION 12
#define WEBEXREC_E_INSECURE_URL 13
#define WEBEXREC_E_BUSY 14
#define WEBEXREC_E_RESOLVE 20
#define WEBEXREC_E_CONNECT 21
#define WEBEXREC_E_TLS 22
#define WEBEXREC_E_PROXY 23
#define WEBEXREC_E_TIMEOUT 24
#define WEBEXREC_E_IO 25
#define WEBEXREC_E_BAD_RESPONSE 26
#define WEBEXREC_E_PARTIAL 40
#define WEBEXREC_E_UNCERTAIN 41
#define WEBEXREC_E_CANCELLED 42
#define WEBEXREC_E_DEADLINE 43
#define WEBEXREC_E_RATE_LIMITED 44
#define WEBEXREC_E_TOKEN_PROVIDER 45
#define WEBEXREC_E_INTERNAL 90
#define WEBEXREC_E_PANIC 99
#define WEBEXREC_E_BAD_REQUEST 400
#define WEBEXREC_E_UNAUTHORIZED 401
#define WEBEXREC_E_FORBIDDEN 403
#define WEBEXREC_E_NOT_FOUND 404
#define WEBEXREC_E_METHOD_NOT_ALLOWED 405
#define WEBEXREC_E_CONFLICT 409
#define WEBEXREC_E_GONE 410
#define WEBEXREC_E_UNSUPPORTED_MEDIA_TYPE 415
#define WEBEXREC_E_LOCKED 423
#define WEBEXREC_E_PRECONDITION_REQUIRED 428
#define WEBEXREC_E_TOO_MANY_REQUESTS 429
#define WEBEXREC_E_INTERNAL_SERVER_ERROR 500
#define WEBEXREC_E_BAD_GATEWAY 502
#define WEBEXREC_E_SERVICE_UNAVAILABLE 503
#define WEBEXREC_E_GATEWAY_TIMEOUT 504
typedef struct webexrec_client webexrec_client;
typedef struct webexrec_monitor webexrec_monitor;
typedef struct webexrec_options webexrec_options;
typedef struct webexrec_progress webexrec_progress;
typedef int (*webexrec_token_fn)(void *user_data, char *token, size_t token_size);
typedef int (*webexrec_progress_fn)(void *user_data, const struct webexrec_progress *progress);
typedef int (*webexrec_outcome_fn)(void *user_data, const char *results_json);
#ifdef __cplusplus
extern "C" {
#endif
WEBEXREC_API void webexrec_string_free(char *string);
WEBEXREC_API const char *webexrec_result_text(int result);
WEBEXREC_API const char *webexrec_version(void);
WEBEXREC_API
uint32_t webexrec_abi_version(void);
WEBEXREC_API
int webexrec_move_to_recycle_bin(const char *token,
                                 const char *recordings_json,
                                 const char *site_url,
                                 const char *host_email,
                                 uint32_t flags,
                                 char *error,
                                 size_t error_size);
WEBEXREC_API
int webexrec_restore_from_recycle_bin(const char *token,
                                      const char *recordings_json,
                                      const char *site_url,
                                      const char *host_email,
                                      uint32_t flags,
                                      char *error,
                                      size_t error_size);
WEBEXREC_API
int webexrec_purge_from_recycle_bin(const char *token,
                                    const char *recordings_json,
                                    const char *site_url,
                                    const char *host_email,
                                    uint32_t flags,
                                    char *error,
                                    size_t error_size);
WEBEXREC_API
int webexrec_list_recordings(const char *token,
                             const char *query_json,
                             uint32_t flags,
                             char **recordings_json,
                             char *error,
                             size_t error_size);
WEBEXREC_API
int webexrec_list_sites(const char *token,
                        const char *user_email,
                        uint32_t flags,
                        char **sites_json,
                        char *error,
                        size_t error_size);
WEBEXREC_API struct webexrec_options *webexrec_options_new(void);
WEBEXREC_API
int webexrec_options_set_base_url(struct webexrec_options *options,
                                  const char *value,
                                  char *error,
                                  size_t error_size);
WEBEXREC_API
int webexrec_options_set_ca_file(struct webexrec_options *options,
                                 const char *value,
                                 char *error,
                                 size_t error_size);
WEBEXREC_API
int webexrec_options_set_proxy(struct webexrec_options *options,
                               const char *value,
                               char *error,
                               size_t error_size);
WEBEXREC_API
int webexrec_options_set_user_agent(struct webexrec_options *options,
                                    const char *value,
                                    char *error,
                                    size_t error_size);
WEBEXREC_API
int webexrec_options_set_concurrency(struct webexrec_options *options,
                                     uint32_t value,
                                     char *error,
                                     size_t error_size);
WEBEXREC_API
int webexrec_options_set_connect_timeout_ms(struct webexrec_options *options,
                                            uint32_t value,
                                            char *error,
                                            size_t error_size);
WEBEXREC_API
int webexrec_options_set_request_timeout_ms(struct webexrec_options *options,
                                            uint32_t value,
                                            char *error,
                                            size_t error_size);
WEBEXREC_API
int webexrec_options_set_deadline_ms(struct webexrec_options *options,
                                     uint32_t value,
                                     char *error,
                                     size_t error_size);
WEBEXREC_API
int webexrec_options_set_max_attempts(struct webexrec_options *options,
                                      uint32_t value,
                                      char *error,
                                      size_t error_size);
WEBEXREC_API
int webexrec_options_set_max_wait_seconds(struct webexrec_options *options,
                                          uint32_t value,
                                          char *error,
                                          size_t error_size);
WEBEXREC_API
int webexrec_options_set_token_provider(struct webexrec_options *options,
                                        webexrec_token_fn function,
                                        void *user_data,
                                        char *error,
                                        size_t error_size);
WEBEXREC_API
void webexrec_options_free(struct webexrec_options *options);
WEBEXREC_API struct webexrec_monitor *webexrec_monitor_new(void);
WEBEXREC_API
int webexrec_monitor_set_progress(struct webexrec_monitor *monitor,
                                  webexrec_progress_fn function,
                                  void *user_data);
WEBEXREC_API
int webexrec_monitor_set_outcome(struct webexrec_monitor *monitor,
                                 webexrec_outcome_fn function,
                                 void *user_data);
WEBEXREC_API
void webexrec_monitor_cancel(struct webexrec_monitor *monitor);
WEBEXREC_API
void webexrec_monitor_free(struct webexrec_monitor *monitor);
WEBEXREC_API
uint64_t webexrec_progress_get(const struct webexrec_progress *progress,
                               uint32_t field);
WEBEXREC_API
int webexrec_client_new(const char *token,
                        const struct webexrec_options *options,
                        struct webexrec_client **client,
                        char *error,
                        size_t error_size);
WEBEXREC_API
int webexrec_client_move_to_recycle_bin(const struct webexrec_client *client,
                                        const char *recordings_json,
                                        const char *site_url,
                                        const char *host_email,
                                        uint32_t flags,
                                        struct webexrec_monitor *monitor,
                                        char **report_json,
                                        char *error,
                                        size_t error_size);
WEBEXREC_API
int webexrec_client_restore_from_recycle_bin(const struct webexrec_client *client,
                                             const char *recordings_json,
                                             const char *site_url,
                                             const char *host_email,
                                             uint32_t flags,
                                             struct webexrec_monitor *monitor,
                                             char **report_json,
                                             char *error,
                                             size_t error_size);
WEBEXREC_API
int webexrec_client_purge_from_recycle_bin(const struct webexrec_client *client,
                                           const char *recordings_json,
                                           const char *site_url,
                                           const char *host_email,
                                           uint32_t flags,
                                           struct webexrec_monitor *monitor,
                                           char **report_json,
                                           char *error,
                                           size_t error_size);
WEBEXREC_API
int webexrec_client_list_recordings(const struct webexrec_client *client,
                                    const char *query_json,
                                    uint32_t flags,
                                    struct webexrec_monitor *monitor,
                                    char **recordings_json,
                                    char *error,
                                    size_t error_size);
WEBEXREC_API
int webexrec_client_list_sites(const struct webexrec_client *client,
                               const char *user_email,
                               uint32_t flags,
                               struct webexrec_monitor *monitor,
                               char **sites_json,
                               char *error,
                               size_t error_size);
WEBEXREC_API
void webexrec_client_free(struct webexrec_client *client);
#ifdef __cplusplus
}
#endif
#endif
