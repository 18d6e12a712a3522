/* One call of webexrec on a worker thread, for a program with a GLib main loop. Everything here is called on
 * the main thread, and calls back there. */
#ifndef CALL_H
#define CALL_H

#include "recording.h"
#include "webexrec.h"

typedef enum { CALL_LIST, CALL_MOVE, CALL_RESTORE } CallKind;

typedef struct {
    guint64 done, not_done, total; /* total is 0 for a list */
    guint64 wait_ms;               /* 0: nothing is waited for */
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
    GPtrArray *recordings; /* those to change; of CALL_LIST those listed, in the end */
    CallProgressFn *on_progress;
    CallEndFn *on_end;
    gpointer user_data;

    /* In the end: */
    int result;
    char error[WEBEXREC_ERROR_SIZE];
    cJSON *report;    /* of a change, unless nothing was sent */
    GHashTable *left; /* the same: what recordings_left says */

    webexrec_monitor *monitor; /* for call_cancel */
};

/* Starts a call with the first members of `given`, and takes the query and the recordings over. It frees itself after
 * on_end. */
Call *call_start(Call given);

/* Lets a call end soon. on_end comes nevertheless, and with it what was done. */
void call_cancel(Call *call);

#endif
