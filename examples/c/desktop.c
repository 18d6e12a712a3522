/* A desktop program: shows the recordings of the user of WEBEX_ACCESS_TOKEN, moves them into the recycle bin and restores
 * them. With --admin: those of the organization. This file is the window; call.c has the worker thread. */
#include <gtk/gtk.h>

#include "call.h"

typedef struct {
    gboolean is_admin;   /* the option --admin */
    gboolean is_closing; /* closes when the call has ended */
    webexrec_client *client;
    Call *call; /* the running one, or NULL */
    GListStore *recordings;
    GtkSelectionModel *selection; /* of those recordings, sorted */
    GtkWidget *window;
    GtkWidget *refresh, *period, *tabs, *bin, *change;         /* in the header bar */
    GtkWidget *status, *detail, *selected, *progress, *cancel; /* below the list */
} App;

static const struct {
    const char *name;
    int days;
} periods[] = {{"Last 30 days", 30}, {"Last 90 days", 90}, {"Last year", 366}, {"Last 5 years", 5 * 366}};

/* TEXTS AND BUTTONS */

static gboolean shows_bin(App *app)
{
    return gtk_toggle_button_get_active(GTK_TOGGLE_BUTTON(app->bin));
}

static GPtrArray *selected_recordings(App *app)
{
    GPtrArray *selected = g_ptr_array_new_with_free_func(g_object_unref);
    g_autoptr(GtkBitset) positions = gtk_selection_model_get_selection(app->selection);
    GtkBitsetIter iter;
    guint position;
    for (gboolean is_valid = gtk_bitset_iter_init_first(&iter, positions, &position); is_valid;
         is_valid = gtk_bitset_iter_next(&iter, &position))
        g_ptr_array_add(selected, g_list_model_get_item(G_LIST_MODEL(app->selection), position));
    return selected;
}

/* Such as "3 recordings, 1.2 GB". */
static char *sum_of(const GPtrArray *recordings)
{
    guint64 bytes = 0;
    for (guint i = 0; i < recordings->len; i++)
        bytes += json_number(((Recording *)recordings->pdata[i])->json, "sizeBytes");
    g_autofree char *size = g_format_size(bytes);
    return g_strdup_printf("%u recording%s, %s", recordings->len, recordings->len == 1 ? "" : "s", size);
}

static void say(App *app, const char *status, const char *detail)
{
    gtk_label_set_text(GTK_LABEL(app->status), status);
    gtk_label_set_text(GTK_LABEL(app->detail), detail);
    gtk_widget_set_tooltip_text(app->detail, detail);
    gtk_widget_set_visible(app->detail, *detail != '\0');
}

/* Enables what is possible now: a change needs selected recordings, and one call runs at a time. */
static void update(App *app)
{
    gboolean is_idle = app->call == NULL && app->client != NULL;
    g_autoptr(GPtrArray) selected = selected_recordings(app);
    g_autofree char *sum = sum_of(selected);
    gtk_label_set_text(GTK_LABEL(app->selected),
                       selected->len > 0 ? sum : "Select recordings; Ctrl and Shift select several");
    gtk_button_set_label(GTK_BUTTON(app->change), shows_bin(app) ? "Restore" : "Move to recycle bin");
    gtk_widget_set_sensitive(app->change, is_idle && selected->len > 0);
    gtk_widget_set_sensitive(app->tabs, is_idle);
    gtk_widget_set_sensitive(app->period, is_idle);
    gtk_widget_set_sensitive(app->refresh, is_idle);
    gtk_widget_set_visible(app->progress, app->call != NULL);
    gtk_widget_set_visible(app->cancel, app->call != NULL);
}

static void show_progress(const CallProgress *progress, gpointer user_data)
{
    App *app = user_data;
    g_autofree char *status = NULL, *detail = NULL;
    if (progress->total == 0) {
        status = g_strdup_printf("%" G_GUINT64_FORMAT " listed so far", progress->done);
        gtk_progress_bar_pulse(GTK_PROGRESS_BAR(app->progress));
    } else {
        status = g_strdup_printf("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " %s", progress->done, progress->total,
                                 shows_bin(app) ? "restored" : "moved into the recycle bin");
        gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(app->progress),
                                      (double)(progress->done + progress->not_done) / (double)progress->total);
    }
    if (progress->wait_ms > 0)
        detail = g_strdup_printf("Waiting %" G_GUINT64_FORMAT " s: %s", (progress->wait_ms + 999) / 1000,
                                 webexrec_result_text(progress->wait_reason));
    else if (progress->not_done > 0)
        detail = g_strdup_printf("%" G_GUINT64_FORMAT " not done", progress->not_done);
    say(app, status, detail != NULL ? detail : "");
}

/* CALLS */

static void show_list(App *app, const Call *call)
{
    if (call->result != WEBEXREC_OK) {
        say(app, "The recordings could not be listed", call->error);
        return;
    }
    g_autofree char *sum = sum_of(call->recordings);
    g_list_store_splice(app->recordings, 0, g_list_model_get_n_items(G_LIST_MODEL(app->recordings)),
                        call->recordings->pdata, call->recordings->len);
    say(app, sum, "");
}

/* Removes the recordings that are done from the list. The others say why not and are selected, to try again. */
static void remove_done(App *app, GHashTable *left)
{
    GListModel *all = G_LIST_MODEL(app->recordings), *sorted = G_LIST_MODEL(app->selection);
    guint count = g_list_model_get_n_items(all);
    g_autoptr(GPtrArray) staying = g_ptr_array_new_with_free_func(g_object_unref);
    g_autoptr(GHashTable) again = g_hash_table_new(NULL, NULL);
    Recording *now;
    for (guint i = 0; i < count; i++) {
        g_autoptr(Recording) recording = g_list_model_get_item(all, i);
        if (!g_hash_table_contains(left, recording)) {
            g_ptr_array_add(staying, g_steal_pointer(&recording));
        } else if ((now = g_hash_table_lookup(left, recording)) != NULL) {
            g_ptr_array_add(staying, g_object_ref(now));
            g_hash_table_add(again, now);
        }
    }
    g_list_store_splice(app->recordings, 0, count, staying->pdata, staying->len);

    g_autoptr(GtkBitset) selected = gtk_bitset_new_empty();
    g_autoptr(GtkBitset) everything = gtk_bitset_new_range(0, staying->len);
    for (guint i = 0; i < staying->len; i++) {
        g_autoptr(Recording) recording = g_list_model_get_item(sorted, i);
        if (g_hash_table_contains(again, recording))
            gtk_bitset_add(selected, i);
    }
    gtk_selection_model_set_selection(app->selection, selected, everything);
}

static void show_report(App *app, const Call *call)
{
    if (call->report == NULL) { /* invalid input */
        say(app, "Nothing was changed", call->error);
        return;
    }
    const cJSON *counts = cJSON_GetObjectItemCaseSensitive(call->report, "counts");
    const cJSON *stopped_by = cJSON_GetObjectItemCaseSensitive(call->report, "stoppedBy");
    g_autofree char *status = g_strdup_printf("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " recordings %s",
                                              json_number(counts, "done"), json_number(counts, "total"),
                                              call->kind == CALL_MOVE ? "moved into the recycle bin" : "restored");
    remove_done(app, call->left);
    if (stopped_by != NULL)
        say(app, status, json_text(stopped_by, "message"));
    else
        say(app, status, call->result == WEBEXREC_OK ? "" : "The others are selected; the list says why");
}

static void call_ended(const Call *call, gpointer user_data)
{
    App *app = user_data;
    app->call = NULL;
    if (app->is_closing) {
        gtk_window_destroy(GTK_WINDOW(app->window));
        return;
    }
    if (call->kind == CALL_LIST)
        show_list(app, call);
    else
        show_report(app, call);
    update(app);
}

static void refresh(App *app)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autoptr(GDateTime) from =
        g_date_time_add_days(now, -periods[gtk_drop_down_get_selected(GTK_DROP_DOWN(app->period))].days);
    g_autofree char *date = g_date_time_format(from, "%F");
    const char *status = shows_bin(app) ? "deleted" : "available";
    g_list_store_remove_all(app->recordings);
    say(app, "Listing the recordings", "");
    gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(app->progress), 0);
    app->call = call_start((Call){.kind = CALL_LIST,
                                  .client = app->client,
                                  .flags = app->is_admin ? WEBEXREC_ADMIN : 0,
                                  .query = g_strdup_printf("{\"from\":\"%s\",\"status\":\"%s\"}", date, status),
                                  .on_progress = show_progress,
                                  .on_end = call_ended,
                                  .user_data = app});
    update(app);
}

static void change(App *app)
{
    gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(app->progress), 0);
    app->call = call_start((Call){.kind = shows_bin(app) ? CALL_RESTORE : CALL_MOVE,
                                  .client = app->client,
                                  .recordings = selected_recordings(app),
                                  .on_progress = show_progress,
                                  .on_end = call_ended,
                                  .user_data = app});
    update(app);
}

static void cancel(App *app)
{
    if (app->call != NULL)
        call_cancel(app->call);
}

/* A window that is closed during a call stays until the call has ended. */
static gboolean close_requested(App *app)
{
    app->is_closing = TRUE;
    cancel(app);
    return app->call != NULL;
}

/* THE LIST */

static char *topic_markup(const Recording *recording)
{
    const char *topic = json_text(recording->json, "topic");
    g_autofree char *note = recording_note(recording);
    if (note == NULL)
        return g_markup_escape_text(topic, -1);
    return g_markup_printf_escaped("%s\n<small>%s</small>", topic, note);
}

static char *recorded_markup(const Recording *recording)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(json_text(recording->json, "timeRecorded"), NULL);
    g_autoptr(GDateTime) local = time != NULL ? g_date_time_to_local(time) : NULL;
    return local != NULL ? g_date_time_format(local, "%-d %b %Y, %H:%M") : g_strdup("");
}

static char *size_markup(const Recording *recording)
{
    return g_format_size(json_number(recording->json, "sizeBytes"));
}

/* The service leaves the host out of a user's own recordings. */
static char *host_markup(const Recording *recording)
{
    const char *host = json_text(recording->json, "hostEmail");
    gboolean is_shared = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(recording->json, "shareToMe"));
    if (*host != '\0')
        return g_markup_escape_text(host, -1);
    return g_strdup(is_shared ? "shared with you" : "you");
}

typedef struct {
    const char *title;
    char *(*markup)(const Recording *);
    const char *sorted_by; /* a member of the JSON object */
    float xalign;
    gboolean expands;
} Column;

static const Column columns[] = {
    {"Topic", topic_markup, "topic", 0, TRUE},
    {"Recorded", recorded_markup, "timeRecorded", 0, FALSE}, /* ISO 8601, UTC */
    {"Size", size_markup, "sizeBytes", 1, FALSE},
    {"Host", host_markup, "hostEmail", 0, FALSE},
};

static int compare(gconstpointer a, gconstpointer b, gpointer member)
{
    const cJSON *of_a = ((const Recording *)a)->json, *of_b = ((const Recording *)b)->json;
    guint64 number_a = json_number(of_a, member), number_b = json_number(of_b, member);
    if (number_a != number_b)
        return number_a < number_b ? -1 : 1;
    return strcmp(json_text(of_a, member), json_text(of_b, member));
}

static void set_up_cell(const Column *column, GtkListItem *item)
{
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(label), column->xalign);
    if (column->expands)
        gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
    gtk_list_item_set_child(item, label);
}

static void fill_cell(const Column *column, GtkListItem *item)
{
    GtkWidget *label = gtk_list_item_get_child(item);
    g_autofree char *markup = column->markup(gtk_list_item_get_item(item));
    gtk_label_set_markup(GTK_LABEL(label), markup);
    if (column->expands) /* it may be cut */
        gtk_widget_set_tooltip_markup(label, markup);
}

static GtkWidget *new_list(App *app)
{
    GtkWidget *view = gtk_column_view_new(NULL), *scrolled = gtk_scrolled_window_new();
    GtkSorter *sorter = gtk_column_view_get_sorter(GTK_COLUMN_VIEW(view));
    GtkSortListModel *sorted = gtk_sort_list_model_new(G_LIST_MODEL(app->recordings), g_object_ref(sorter));
    app->selection = GTK_SELECTION_MODEL(gtk_multi_selection_new(G_LIST_MODEL(sorted)));
    gtk_column_view_set_model(GTK_COLUMN_VIEW(view), app->selection);
    g_object_unref(app->selection); /* the view has it now */
    gtk_column_view_set_show_row_separators(GTK_COLUMN_VIEW(view), TRUE);
    gtk_column_view_set_enable_rubberband(GTK_COLUMN_VIEW(view), TRUE);
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        GtkListItemFactory *factory = gtk_signal_list_item_factory_new();
        g_autoptr(GtkColumnViewColumn) column = gtk_column_view_column_new(columns[i].title, factory);
        g_autoptr(GtkSorter) by_this = GTK_SORTER(gtk_custom_sorter_new(compare, (gpointer)columns[i].sorted_by, NULL));
        g_signal_connect_swapped(factory, "setup", G_CALLBACK(set_up_cell), (gpointer)&columns[i]);
        g_signal_connect_swapped(factory, "bind", G_CALLBACK(fill_cell), (gpointer)&columns[i]);
        gtk_column_view_column_set_sorter(column, by_this);
        gtk_column_view_column_set_expand(column, columns[i].expands);
        gtk_column_view_column_set_resizable(column, TRUE);
        gtk_column_view_append_column(GTK_COLUMN_VIEW(view), column);
    }
    g_signal_connect_swapped(app->selection, "selection-changed", G_CALLBACK(update), app);
    gtk_widget_set_vexpand(scrolled, TRUE);
    gtk_scrolled_window_set_child(GTK_SCROLLED_WINDOW(scrolled), view);
    return scrolled;
}

/* THE WINDOW AROUND IT */

static GtkWidget *new_label(const char *style, float xalign)
{
    GtkWidget *label = gtk_label_new(NULL);
    gtk_label_set_xalign(GTK_LABEL(label), xalign);
    gtk_label_set_ellipsize(GTK_LABEL(label), PANGO_ELLIPSIZE_END);
    gtk_widget_add_css_class(label, style);
    return label;
}

static GtkWidget *new_header_bar(App *app)
{
    GtkWidget *bar = gtk_header_bar_new(), *available = gtk_toggle_button_new_with_label("Recordings");
    GtkStringList *names = gtk_string_list_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(periods); i++)
        gtk_string_list_append(names, periods[i].name);

    app->refresh = gtk_button_new_from_icon_name("view-refresh-symbolic");
    gtk_widget_set_tooltip_text(app->refresh, "Refresh");
    gtk_accessible_update_property(GTK_ACCESSIBLE(app->refresh), GTK_ACCESSIBLE_PROPERTY_LABEL, "Refresh", -1);
    app->period = gtk_drop_down_new(G_LIST_MODEL(names), NULL);
    gtk_drop_down_set_selected(GTK_DROP_DOWN(app->period), 1);
    app->bin = gtk_toggle_button_new_with_label("Recycle bin");
    gtk_toggle_button_set_group(GTK_TOGGLE_BUTTON(app->bin), GTK_TOGGLE_BUTTON(available));
    gtk_toggle_button_set_active(GTK_TOGGLE_BUTTON(available), TRUE);
    app->tabs = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class(app->tabs, "linked");
    gtk_box_append(GTK_BOX(app->tabs), available);
    gtk_box_append(GTK_BOX(app->tabs), app->bin);
    app->change = gtk_button_new();
    gtk_widget_add_css_class(app->change, "suggested-action");

    gtk_header_bar_pack_start(GTK_HEADER_BAR(bar), app->refresh);
    gtk_header_bar_pack_start(GTK_HEADER_BAR(bar), app->period);
    gtk_header_bar_set_title_widget(GTK_HEADER_BAR(bar), app->tabs);
    gtk_header_bar_pack_end(GTK_HEADER_BAR(bar), app->change);
    g_signal_connect_swapped(app->refresh, "clicked", G_CALLBACK(refresh), app);
    g_signal_connect_swapped(app->period, "notify::selected", G_CALLBACK(refresh), app);
    g_signal_connect_swapped(app->bin, "toggled", G_CALLBACK(refresh), app);
    g_signal_connect_swapped(app->change, "clicked", G_CALLBACK(change), app);
    return bar;
}

static GtkWidget *new_status_bar(App *app)
{
    GtkWidget *bar = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new(GTK_ORIENTATION_VERTICAL, 2);
    app->status = new_label("heading", 0);
    app->detail = new_label("dim-label", 0);
    app->selected = new_label("dim-label", 1);
    app->progress = gtk_progress_bar_new();
    gtk_widget_set_size_request(app->progress, 200, -1);
    app->cancel = gtk_button_new_with_label("Cancel");
    gtk_box_append(GTK_BOX(texts), app->status);
    gtk_box_append(GTK_BOX(texts), app->detail);
    gtk_widget_set_hexpand(texts, TRUE);
    gtk_box_append(GTK_BOX(bar), texts);
    gtk_box_append(GTK_BOX(bar), app->selected);
    gtk_box_append(GTK_BOX(bar), app->progress);
    gtk_box_append(GTK_BOX(bar), app->cancel);
    for (GtkWidget *child = gtk_widget_get_first_child(bar); child != NULL; child = gtk_widget_get_next_sibling(child))
        gtk_widget_set_valign(child, GTK_ALIGN_CENTER);
    gtk_widget_set_margin_start(bar, 12);
    gtk_widget_set_margin_end(bar, 12);
    gtk_widget_set_margin_top(bar, 6);
    gtk_widget_set_margin_bottom(bar, 6);
    gtk_widget_set_size_request(bar, -1, 44); /* room for two lines */
    g_signal_connect_swapped(app->cancel, "clicked", G_CALLBACK(cancel), app);
    return bar;
}

static void activate(GtkApplication *application, App *app)
{
    const char *token = g_getenv("WEBEX_ACCESS_TOKEN");
    char error[WEBEXREC_ERROR_SIZE];
    GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

    app->window = gtk_application_window_new(application);
    gtk_window_set_title(GTK_WINDOW(app->window), "Webex recordings");
    gtk_window_set_default_size(GTK_WINDOW(app->window), 1000, 650);
    gtk_window_set_titlebar(GTK_WINDOW(app->window), new_header_bar(app));
    app->recordings = g_list_store_new(RECORDING_TYPE);
    gtk_box_append(GTK_BOX(box), new_list(app));
    gtk_box_append(GTK_BOX(box), gtk_separator_new(GTK_ORIENTATION_HORIZONTAL));
    gtk_box_append(GTK_BOX(box), new_status_bar(app));
    gtk_window_set_child(GTK_WINDOW(app->window), box);
    g_signal_connect_swapped(app->window, "close-request", G_CALLBACK(close_requested), app);

    if (token == NULL)
        say(app, "There is no access token", "Set WEBEX_ACCESS_TOKEN and start the program again");
    else if (webexrec_client_new(token, NULL, &app->client, error, sizeof error) != WEBEXREC_OK)
        say(app, "The client could not be made", error);
    else
        refresh(app);
    update(app);
    gtk_window_present(GTK_WINDOW(app->window));
}

int main(int argc, char **argv)
{
    App app = {0};
    GOptionEntry options[] = {
        {"admin", 0, 0, G_OPTION_ARG_NONE, &app.is_admin, "Show the recordings of the organization", NULL}, {0}};
    g_autoptr(GtkApplication) application = gtk_application_new("com.example.recordings", G_APPLICATION_NON_UNIQUE);
    int status;

    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = g_malloc, .free_fn = g_free}); /* ends the program if there is no memory */
    g_application_add_main_option_entries(G_APPLICATION(application), options);
    g_signal_connect(application, "activate", G_CALLBACK(activate), &app);
    status = g_application_run(G_APPLICATION(application), argc, argv);
    webexrec_client_free(app.client);
    return status;
}
