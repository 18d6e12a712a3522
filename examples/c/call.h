/* One call of webexrec on a worker thread, for a program with a GLib main loop. All functions and callbacks here are
 * for the main thread. */
#ifndef CALL_H
#define CALL_H

#include "recording.h"
#include "webexrec.h"

typedef enum { CALL_LIST, CALL_MOVE, CALL_RESTORE } CallKind;

typedef struct {
    guint64 done, not_done, total; /* total is 0 for a list */
    guint64 wait_ms;               /* 0: the call is not waiting */
    int wait_reason;               /* for webexrec_result_text */
} CallProgress;

typedef struct Call Call;
typedef void CallProgressFn(const CallProgress *progress, gpointer user_data);
typedef void CallEndFn(const Call *call, gpointer user_data);

struct Call {
    CallKind kind;
    const webexrec_client *client; /* must outlive the call */
    guint32 flags;
    char *query;           /* CALL_LIST: what to list */
    GPtrArray *recordings; /* to change; after CALL_LIST: those listed */
    CallProgressFn *on_progress;
    CallEndFn *on_end;
    gpointer user_data;

    /* When the call has ended: */
    int result;
    char error[WEBEXREC_ERROR_SIZE];
    cJSON *report;    /* of a change; NULL if its input was invalid */
    GHashTable *left; /* of a change: see recordings_left */

    webexrec_monitor *monitor; /* for call_cancel */
};

/* Starts a call with the members of `given` up to user_data. Takes ownership of query and recordings. The call frees
 * itself after on_end. */
Call *call_start(Call given);

/* Cancels a call. on_end is called all the same, with the report of what was done. */
void call_cancel(Call *call);

#endif
