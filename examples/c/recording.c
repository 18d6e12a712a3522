/* Converts recordings from and to JSON. cJSON never returns NULL for lack of memory: main gives it GLib's allocator,
 * which ends the program. */
#include "recording.h"

G_DEFINE_TYPE(Recording, recording, G_TYPE_OBJECT)

guint64 json_number(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    return cJSON_IsNumber(item) && item->valuedouble > 0 ? (guint64)item->valuedouble : 0;
}

const char *json_text(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return text != NULL ? text : "";
}

static void recording_finalize(GObject *object)
{
    cJSON_Delete(EXAMPLE_RECORDING(object)->json);
    G_OBJECT_CLASS(recording_parent_class)->finalize(object);
}

static void recording_class_init(RecordingClass *class)
{
    G_OBJECT_CLASS(class)->finalize = recording_finalize;
}

static void recording_init(Recording *recording)
{
    (void)recording;
}

/* Takes ownership of `json`. */
static Recording *recording_new(cJSON *json)
{
    Recording *recording = g_object_new(RECORDING_TYPE, NULL);
    recording->json = json;
    return recording;
}

GPtrArray *recordings_from_json(const char *json)
{
    GPtrArray *recordings = g_ptr_array_new_with_free_func(g_object_unref);
    cJSON *list = cJSON_Parse(json), *item;
    while ((item = cJSON_DetachItemFromArray(list, 0)) != NULL)
        g_ptr_array_add(recordings, recording_new(item));
    cJSON_Delete(list);
    return recordings;
}

char *recordings_to_json(const GPtrArray *recordings)
{
    cJSON *list = cJSON_CreateArray();
    for (guint i = 0; i < recordings->len; i++)
        cJSON_AddItemReferenceToArray(list, ((Recording *)recordings->pdata[i])->json);
    char *json = cJSON_PrintUnformatted(list);
    cJSON_Delete(list);
    return json;
}

static void unref_if_any(gpointer object)
{
    g_clear_object(&object);
}

GHashTable *recordings_left(const GPtrArray *given, const cJSON *report)
{
    GHashTable *left = g_hash_table_new_full(NULL, NULL, NULL, unref_if_any);
    const cJSON *result = cJSON_GetObjectItemCaseSensitive(report, "results")->child; /* in the order given */
    for (guint i = 0; i < given->len && result != NULL; i++, result = result->next) {
        Recording *recording = given->pdata[i], *now = NULL;
        if (!g_str_equal(json_text(result, "outcome"), "done")) {
            cJSON *json = cJSON_Duplicate(recording->json, TRUE);
            cJSON_DeleteItemFromObjectCaseSensitive(json, "outcome"); /* of an earlier call */
            cJSON_DeleteItemFromObjectCaseSensitive(json, "message");
            cJSON_AddStringToObject(json, "outcome", json_text(result, "outcome"));
            cJSON_AddStringToObject(json, "message", json_text(result, "message"));
            now = recording_new(json);
        }
        g_hash_table_insert(left, recording, now);
    }
    return left;
}

char *recording_note(const Recording *recording)
{
    static const char *const texts[][2] = {
        {"inferred", "Probably done: refused after an attempt whose response was lost"},
        {"rejected", "Refused"},
        {"failed", "Not done"},
        {"unknown", "May have been done; try it again"},
        {"notSent", "Left as it was"},
    };
    const char *outcome = json_text(recording->json, "outcome"), *message = json_text(recording->json, "message");
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        if (g_str_equal(outcome, texts[i][0]))
            return g_strconcat(texts[i][1], *message != '\0' ? ": " : NULL, message, NULL);
    }
    return NULL;
}
