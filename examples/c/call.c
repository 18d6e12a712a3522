/* The part to copy. The call blocks a worker thread; its progress callback sends messages to the main loop; the main
 * thread cancels it. The two threads share nothing else while the call runs. */
#include "call.h"

#include <gio/gio.h>

typedef struct {
    CallProgress progress;
    GTask *task; /* keeps the call alive until the message is read */
} Message;

static void free_message(gpointer data)
{
    Message *message = data;
    g_object_unref(message->task);
    g_free(message);
}

/* On the main thread. */
static gboolean read_message(gpointer data)
{
    Message *message = data;
    Call *call = g_task_get_task_data(message->task);
    if (!g_task_get_completed(message->task))
        call->on_progress(&message->progress, call->user_data);
    return G_SOURCE_REMOVE;
}

/* The progress callback, on the worker thread: at most 20 times a second, so the main loop is not flooded. */
static int send_message(void *task, const webexrec_progress *progress)
{
    Message *message = g_new0(Message, 1);
    message->task = g_object_ref(task);
    message->progress.done = webexrec_progress_get(progress, WEBEXREC_PROGRESS_DONE);
    message->progress.not_done = webexrec_progress_get(progress, WEBEXREC_PROGRESS_NOT_DONE);
    message->progress.total = webexrec_progress_get(progress, WEBEXREC_PROGRESS_TOTAL);
    message->progress.wait_ms = webexrec_progress_get(progress, WEBEXREC_PROGRESS_WAIT_MS);
    message->progress.wait_reason = (int)webexrec_progress_get(progress, WEBEXREC_PROGRESS_WAIT_REASON);
    g_idle_add_full(G_PRIORITY_DEFAULT, read_message, message, free_message);
    return 0;
}

static void list(Call *call)
{
    char *json;
    call->result = webexrec_client_list_recordings(call->client, call->query, call->flags, call->monitor, &json,
                                                   call->error, sizeof call->error);
    if (call->result == WEBEXREC_OK)
        call->recordings = recordings_from_json(json);
    webexrec_string_free(json);
}

static void change(Call *call)
{
    char *recordings = recordings_to_json(call->recordings), *report;
    call->result = (call->kind == CALL_MOVE ? webexrec_client_move_to_recycle_bin
                                            : webexrec_client_restore_from_recycle_bin)(
        call->client, recordings, NULL, NULL, call->flags, call->monitor, &report, call->error, sizeof call->error);
    cJSON_free(recordings);
    if (report != NULL) {
        call->report = cJSON_Parse(report);
        call->left = recordings_left(call->recordings, call->report);
        webexrec_string_free(report);
    }
}

/* On the worker thread, which also parses the JSON: for tens of thousands of recordings that takes time. */
static void work(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
    Call *call = data;
    (void)source, (void)cancellable;
    if (call->kind == CALL_LIST)
        list(call);
    else
        change(call);
    g_task_return_boolean(task, TRUE);
}

/* On the main thread. */
static void end(GObject *source, GAsyncResult *result, gpointer user_data)
{
    const Call *call = g_task_get_task_data(G_TASK(result));
    (void)source, (void)user_data;
    call->on_end(call, call->user_data);
}

static void free_call(gpointer data)
{
    Call *call = data;
    webexrec_monitor_free(call->monitor);
    g_free(call->query);
    g_clear_pointer(&call->recordings, g_ptr_array_unref);
    g_clear_pointer(&call->left, g_hash_table_unref);
    cJSON_Delete(call->report);
    g_free(call);
}

Call *call_start(Call given)
{
    Call *call = g_memdup2(&given, sizeof given);
    GTask *task = g_task_new(NULL, NULL, end, NULL);
    call->monitor = webexrec_monitor_new(); /* serves one call */
    webexrec_monitor_set_progress(call->monitor, send_message, task);
    g_task_set_task_data(task, call, free_call);
    g_task_run_in_thread(task, work);
    g_object_unref(task); /* it keeps itself until it has ended */
    return call;
}

void call_cancel(Call *call)
{
    webexrec_monitor_cancel(call->monitor);
}
