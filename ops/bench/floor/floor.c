/* floor.c: the least that a durable ticket intake over HTTP can cost, in C.
 *
 * It came with the task that the hotline was measured by, and is kept as it was.
 *
 * It is the yardstick that the server is measured against, not a design: libmicrohttpd and SQLite alone,
 * no authentication, no classification, no JSON parsing, no audit trail.
 *
 *   POST (any path) stores the body and one event row; answers 201 only after the commit is on disk
 *                  (WAL, synchronous=FULL); one writer thread commits all that is waiting in one transaction
 *   GET  /page     20 open rows of one of 1,400 queues as JSON made by SQLite itself
 *   GET  /still    an empty 304: nothing changed
 *
 * cc -O2 floor.c -lmicrohttpd -lsqlite3 -lpthread -o floor && ./floor PORT DATABASE HTTP_THREADS PRELOADED_ROWS
 */
#include <microhttpd.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define QUEUES 1400
enum { BODY_MAX = 65536 };

typedef struct request {
  struct MHD_Connection *connection;
  char *body;
  size_t length;
  long id;
  int stored;
  struct request *next;
} request;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t waiting = PTHREAD_COND_INITIALIZER;
static request *first, **last = &first;
static const char *path;
static struct MHD_Response *unchanged;

static sqlite3 *open_database(void) {
  sqlite3 *db;
  if (sqlite3_open(path, &db) != SQLITE_OK) exit(1);
  sqlite3_busy_timeout(db, 5000);
  sqlite3_exec(db, "pragma journal_mode=wal; pragma synchronous=full", 0, 0, 0);
  return db;
}

static void *writer(void *unused) {
  (void)unused;
  sqlite3 *db = open_database();
  sqlite3_stmt *ticket, *event;
  sqlite3_prepare_v2(db, "insert into ticket(queue,due,state,body) values(?,?,'dispatched',?)", -1, &ticket, 0);
  sqlite3_prepare_v2(db, "insert into event(ticket,kind,at,body) values(?,'received',?,?)", -1, &event, 0);
  for (;;) {
    pthread_mutex_lock(&lock);
    while (!first) pthread_cond_wait(&waiting, &lock);
    request *batch = first;
    first = NULL;
    last = &first;
    pthread_mutex_unlock(&lock);
    sqlite3_exec(db, "begin immediate", 0, 0, 0);
    for (request *r = batch; r; r = r->next) {
      sqlite3_bind_int64(ticket, 1, random() % QUEUES);
      sqlite3_bind_int64(ticket, 2, random());
      sqlite3_bind_text(ticket, 3, r->body, (int)r->length, SQLITE_STATIC);
      sqlite3_step(ticket);
      sqlite3_reset(ticket);
      r->id = (long)sqlite3_last_insert_rowid(db);
      sqlite3_bind_int64(event, 1, r->id);
      sqlite3_bind_int64(event, 2, r->id);
      sqlite3_bind_text(event, 3, r->body, (int)r->length, SQLITE_STATIC);
      sqlite3_step(event);
      sqlite3_reset(event);
    }
    int committed = sqlite3_exec(db, "commit", 0, 0, 0) == SQLITE_OK;
    for (request *r = batch, *next; r; r = next) {
      next = r->next;
      r->stored = committed;
      MHD_resume_connection(r->connection);
    }
  }
  return NULL;
}

static __thread sqlite3_stmt *page;
static enum MHD_Result answer_page(struct MHD_Connection *connection) {
  if (!page)
    sqlite3_prepare_v2(open_database(),
      "select json_group_array(json_object('id',id,'due',due,'state',state,'body',body)) from "
      "(select * from ticket where queue=? and state='dispatched' order by due limit 20)", -1, &page, 0);
  sqlite3_bind_int64(page, 1, random() % QUEUES);
  sqlite3_step(page);
  struct MHD_Response *response = MHD_create_response_from_buffer(
    (size_t)sqlite3_column_bytes(page, 0), (void *)sqlite3_column_text(page, 0), MHD_RESPMEM_MUST_COPY);
  sqlite3_reset(page);
  enum MHD_Result result = MHD_queue_response(connection, 200, response);
  MHD_destroy_response(response);
  return result;
}

static enum MHD_Result handle(void *unused, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **context) {
  (void)unused;
  (void)version;
  request *r = *context;
  if (!r) {
    r = calloc(1, sizeof *r);
    r->connection = connection;
    *context = r;
    return MHD_YES;
  }
  if (*size) {
    if (r->length + *size > BODY_MAX) return MHD_NO;
    r->body = realloc(r->body, r->length + *size);
    memcpy(r->body + r->length, data, *size);
    r->length += *size;
    *size = 0;
    return MHD_YES;
  }
  if (*method == 'P' && !r->stored) {
    MHD_suspend_connection(connection);
    pthread_mutex_lock(&lock);
    r->next = NULL;
    *last = r;
    last = &r->next;
    pthread_cond_signal(&waiting);
    pthread_mutex_unlock(&lock);
    return MHD_YES;
  }
  if (*method == 'P') {
    char text[80];
    int n = snprintf(text, sizeof text, "{\"id\":%ld,\"state\":\"dispatched\"}", r->id);
    struct MHD_Response *response = MHD_create_response_from_buffer((size_t)n, text, MHD_RESPMEM_MUST_COPY);
    enum MHD_Result result = MHD_queue_response(connection, 201, response);
    MHD_destroy_response(response);
    return result;
  }
  if (!strcmp(url, "/page")) return answer_page(connection);
  return MHD_queue_response(connection, 304, unchanged);
}

static void completed(void *unused, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode code) {
  (void)unused;
  (void)connection;
  (void)code;
  request *r = *context;
  if (r) free(r->body), free(r);
  *context = NULL;
}

int main(int count, char **arguments) {
  if (count != 5) return fprintf(stderr, "floor PORT DATABASE HTTP_THREADS PRELOADED_ROWS\n"), 2;
  path = arguments[2];
  sqlite3 *db = open_database();
  sqlite3_exec(db,
    "create table if not exists ticket(id integer primary key, queue int, due int, state text, body text);"
    "create index if not exists ticket_queue on ticket(queue, state, due);"
    "create table if not exists event(id integer primary key, ticket int, kind text, at int, body text);"
    "create index if not exists event_ticket on event(ticket);", 0, 0, 0);
  char load[400];
  snprintf(load, sizeof load,
    "insert into ticket(queue,due,state,body) with recursive n(i) as (select 1 union all select i+1 from n where i<%s) "
    "select abs(random())%%1400, abs(random()), 'dispatched', printf('%%.*c', 300, 'x') from n", arguments[4]);
  if (atol(arguments[4]) > 0) sqlite3_exec(db, load, 0, 0, 0);
  sqlite3_close(db);
  unchanged = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
  pthread_t thread;
  pthread_create(&thread, NULL, writer, NULL);
  if (!MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, (uint16_t)atoi(arguments[1]), NULL, NULL, handle,
                        NULL, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)atoi(arguments[3]), MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_END))
    return perror("listen"), 1;
  pause();
}
