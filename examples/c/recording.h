/* A recording as the service lists it, in a form that a GTK list can hold. It never changes, so that
 * threads can share it. */
#ifndef RECORDING_H
#define RECORDING_H

#include <cjson/cJSON.h>
#include <glib-object.h>

#define RECORDING_TYPE (recording_get_type())
G_DECLARE_FINAL_TYPE(Recording, recording, EXAMPLE, RECORDING, GObject)

struct _Recording {
    GObject parent;
    cJSON *json; /* as listed; after a change that did not reach it, with the outcome and message of the report */
};

/* Of a JSON array of webexrec: the recordings in it, each with a reference. */
GPtrArray *recordings_from_json(const char *json);

/* The other way, for cJSON_free. What was listed goes back as it came: it names site and host. */
char *recordings_to_json(const GPtrArray *recordings);

/* What a change left: for each of the recordings given NULL if it is done, else what to show in its place. That has the
 * outcome in it, which the library wants to see when it is given again. */
GHashTable *recordings_left(const GPtrArray *given, const cJSON *report);

/* Why a change left it, for people. NULL: there was none. To be freed with g_free. */
char *recording_note(const Recording *recording);

guint64 json_number(const cJSON *object, const char *name); /* 0 if there is none */
const char *json_text(const cJSON *object, const char *name); /* "" if there is none */

#endif
