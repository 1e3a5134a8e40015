/*
 * The library from 64 threads that share one client and make their own, with calls cancelled by other threads. Needs an emulator.
 */
#include "hard.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#define THREADS 64
#define ROUNDS 20

static AzmiClientOptions options = { .size = sizeof options };
static AzmiClient *client;
static pthread_barrier_t together;
static atomic_ulong cancelled;

static AzmiClient *new_client(void)
{
    AzmiClient *made = NULL;
    about = "a client";
    CHECK(azmi_client_new(&options, &made, NULL) == AZMI_STATUS_OK);
    return made;
}

/* Gets a token in its own way; what it shows must be whole. */
static void get_token(const AzmiClient *from, const char *resource, uint8_t fresh, const AzmiCallOptions *call)
{
    AzmiTokenOptions wanted = { .size = sizeof wanted, .force_refresh = fresh, .resource = text(resource) };
    AzmiTokenView view = { .size = sizeof view };
    AzmiToken *token = NULL;
    AzmiError *error = NULL;
    AzmiStatus status = azmi_token_get(from, &wanted, call, &token, &error);

    if (call != NULL && status == AZMI_STATUS_CANCELLED) {
        atomic_fetch_add(&cancelled, 1);
        CHECK(token == NULL && error != NULL);
        azmi_error_free(error);
        return;
    }
    CHECK(status == AZMI_STATUS_OK && error == NULL);
    CHECK(azmi_token_view(token, &view, NULL) == AZMI_STATUS_OK);
    CHECK(view.secret.len > 100 && view.resource.len == strlen(resource));
    azmi_token_free(token);
}

static void *use(void *number)
{
    static const char *const resources[] = { "https://vault.azure.net", "https://storage.azure.com", "https://graph.microsoft.com" };
    size_t seed = (size_t)number;

    pthread_barrier_wait(&together);
    for (size_t round = 0; round < ROUNDS; round++) {
        AzmiVmPrincipal *principal = NULL;
        AzmiVmPrincipalView view = { .size = sizeof view };

        get_token(client, resources[(seed + round) % 3], 0, NULL);
        CHECK(azmi_vm_principal_get(client, NULL, NULL, &principal, NULL) == AZMI_STATUS_OK);
        CHECK(azmi_vm_principal_view(principal, &view, NULL) == AZMI_STATUS_OK && view.principal_id.len == 36);
        azmi_vm_principal_free(principal);
        if (round % 8 == 0) {
            /* A client of its own, with the store that all of them share. */
            AzmiClient *own = new_client();
            get_token(own, resources[0], 0, NULL);
            azmi_client_free(own);
        }
    }
    return NULL;
}

/* One thread asks, another one takes the call away from it. */
static void *ask(void *cancel)
{
    AzmiCallOptions call = { .size = sizeof call, .timeout_ms = 60000, .cancel = cancel };

    pthread_barrier_wait(&together);
    get_token(client, "https://vault.azure.net", 1, &call);
    return NULL;
}

static void *take_away(void *cancel)
{
    struct timespec moment = { 0, (long)((size_t)cancel % 7) * 100000 };

    pthread_barrier_wait(&together);
    nanosleep(&moment, NULL);
    azmi_cancel_trigger(cancel);
    azmi_cancel_trigger(cancel);
    return NULL;
}

static void try_threads(void)
{
    pthread_t threads[THREADS];
    AzmiCancel *cancels[THREADS / 2] = { NULL };

    about = "64 threads";
    CHECK(pthread_barrier_init(&together, NULL, THREADS) == 0);
    for (size_t i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, use, (void *)i) == 0);
    for (size_t i = 0; i < THREADS; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
    for (int round = 0; round < 4; round++) {
        about = "calls taken away";
        for (size_t i = 0; i < THREADS / 2; i++) {
            CHECK(azmi_cancel_new(&cancels[i], NULL) == AZMI_STATUS_OK);
            CHECK(pthread_create(&threads[2 * i], NULL, ask, cancels[i]) == 0);
            CHECK(pthread_create(&threads[2 * i + 1], NULL, take_away, cancels[i]) == 0);
        }
        for (size_t i = 0; i < THREADS; i++)
            CHECK(pthread_join(threads[i], NULL) == 0);
        for (size_t i = 0; i < THREADS / 2; i++)
            azmi_cancel_free(cancels[i]);
    }
    pthread_barrier_destroy(&together);
    CHECK(atomic_load(&cancelled) > 0);
    count_many("azmi_token_get", THREADS * ROUNDS + THREADS * 3 + THREADS * 2);
    count_many("azmi_token_view", THREADS * ROUNDS);
    count_many("azmi_vm_principal_get", THREADS * ROUNDS);
    count_many("azmi_client_new", THREADS * 3);
    count_many("azmi_cancel_trigger", THREADS * 4);
    /* Nothing that was taken away took something along. */
    get_token(client, "https://vault.azure.net", 1, NULL);
}

int main(void)
{
    options.env = variables(&options.env_len);
    client = new_client();
    try_threads();
    azmi_client_free(client);
    free((void *)options.env);
    print_counts();
    printf("cancelled %lu\n", atomic_load(&cancelled));
    puts("done");
    return 0;
}
