/*
 * What the programs that attack the library share: a count of what was tried, checks that end the program, and memory that ends at
 * a page nobody may touch.
 */
#ifndef AZMI_HARD_H
#define AZMI_HARD_H

#include <azmi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHECK(condition)                                                                                                \
    do {                                                                                                                \
        if (!(condition)) {                                                                                             \
            fprintf(stderr, "%s:%d: not so: %s (%s)\n", __FILE__, __LINE__, #condition, about);                         \
            exit(1);                                                                                                    \
        }                                                                                                               \
    } while (0)

/* Each program uses a part of what stands here. */
#define SHARED static __attribute__((unused))

/* What is being tried, for the message of a check that fails. */
static const char *about = "";

/* How often each function was called. */
static struct {
    const char *name;
    unsigned long calls;
} tried[64];

SHARED void count_many(const char *name, unsigned long calls)
{
    size_t i = 0;

    while (tried[i].name != NULL && strcmp(tried[i].name, name) != 0)
        i++;
    CHECK(i + 1 < sizeof tried / sizeof tried[0]);
    tried[i].name = name;
    tried[i].calls += calls;
}

SHARED void count(const char *name)
{
    count_many(name, 1);
}

/* A call that is counted. Not for several threads at once. */
#define TRY(function, ...) (count(#function), function(__VA_ARGS__))

SHARED void print_counts(void)
{
    for (size_t i = 0; tried[i].name != NULL; i++)
        printf("tried %s %lu\n", tried[i].name, tried[i].calls);
}

extern char **environ;

SHARED AzmiStr text(const char *value)
{
    AzmiStr result = { (const uint8_t *)value, value == NULL ? 0 : strlen(value) };
    return result;
}

/* All variables of this process: the way to the emulator. To be freed. */
SHARED AzmiEnvVar *variables(size_t *len)
{
    AzmiEnvVar *env;
    size_t found = 0;

    while (environ[found] != NULL)
        found++;
    env = calloc(found, sizeof *env);
    CHECK(env != NULL);
    for (size_t i = 0; i < found; i++) {
        const char *equals = strchr(environ[i] + 1, '=');
        CHECK(equals != NULL);
        env[i].name.data = (const uint8_t *)environ[i];
        env[i].name.len = (size_t)(equals - environ[i]);
        env[i].value = text(equals + 1);
    }
    *len = found;
    return env;
}

/* Checks what every function promises of its error, and frees it. The id must be the one given, unless that is NULL. */
SHARED void check_error(AzmiStatus status, AzmiError *error, const char *id)
{
    AzmiErrorView view = { .size = sizeof view };

    if (status == AZMI_STATUS_OK) {
        CHECK(error == NULL);
        return;
    }
    CHECK(error != NULL);
    CHECK(TRY(azmi_error_view, error, &view) == AZMI_STATUS_OK);
    CHECK(view.status == status && view.message.len > 0 && view.code.len > 0);
    if (id != NULL && (view.code.len != strlen(id) || memcmp(view.code.data, id, view.code.len) != 0)) {
        fprintf(stderr, "%s: %.*s in place of %s: %.*s\n", about, (int)view.code.len, (const char *)view.code.data, id,
                (int)view.message.len, (const char *)view.message.data);
        exit(1);
    }
    TRY(azmi_error_free, error);
}

/* Memory of that many bytes, behind which nothing may be read or written: the byte after the last one is no one's. */
SHARED unsigned char *fenced(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    static unsigned char *end = NULL;

    CHECK(bytes <= page);
    if (end == NULL) {
        unsigned char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        CHECK(pages != MAP_FAILED);
        end = pages + page;
        CHECK(mprotect(end, page, PROT_NONE) == 0);
    }
    memset(end - page, 0xA5, page);
    return end - bytes;
}

#endif
