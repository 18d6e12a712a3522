/* A recording as an object for a GTK list. It is immutable, so threads can share it. */
#ifndef RECORDING_H
#define RECORDING_H

#include <cjson/cJSON.h>
#include <glib-object.h>

#define RECORDING_TYPE (recording_get_type())
G_DECLARE_FINAL_TYPE(Recording, recording, EXAMPLE, RECORDING, GObject)

struct _Recording {
    GObject parent;
    cJSON *json; /* as listed; if a change failed for it, with the outcome and message of the report */
};

/* Converts a list of webexrec. Each recording has a reference. */
GPtrArray *recordings_from_json(const char *json);

/* Converts back to JSON, unchanged: the objects name their site and host. Free it with cJSON_free. */
char *recordings_to_json(const GPtrArray *recordings);

/* Maps each of the recordings given to NULL if the change is done, otherwise to a recording to show in its place, with
 * the outcome, which the library reads when the recording is given again. */
GHashTable *recordings_left(const GPtrArray *given, const cJSON *report);

/* Why the last change failed for this recording, for people. NULL if none failed. Free it with g_free. */
char *recording_note(const Recording *recording);

guint64 json_number(const cJSON *object, const char *name); /* 0 if missing */
const char *json_text(const cJSON *object, const char *name); /* "" if missing */

#endif
