/*
 * The library in children of a process: of one that had not used it yet, and of one that had, whose thread stayed behind. Needs an
 * emulator.
 */
#include "hard.h"

#include <sys/wait.h>

static AzmiClientOptions options = { .size = sizeof options };
static AzmiClient *client;

static AzmiClient *new_client(void)
{
    AzmiClient *made = NULL;
    CHECK(TRY(azmi_client_new, &options, &made, NULL) == AZMI_STATUS_OK);
    return made;
}

static AzmiToken *get_token(const AzmiClient *from)
{
    AzmiTokenOptions wanted = { .size = sizeof wanted, .resource = text("https://vault.azure.net") };
    AzmiToken *token = NULL;
    CHECK(TRY(azmi_token_get, from, &wanted, NULL, &token, NULL) == AZMI_STATUS_OK);
    return token;
}

/* Runs a part in a child, which must end well and not hang. */
static void in_child(const char *what, void (*part)(void))
{
    int status = 0;
    pid_t child;

    about = what;
    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        alarm(60);
        part();
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    printf("ok: %s\n", what);
}

static void job_of_a_first_user(void)
{
    AzmiClient *own = new_client();
    azmi_token_free(get_token(own));
    azmi_client_free(own);
    azmi_client_free(client);
}

static AzmiToken *inherited;

/* No thread of the library is here: what waits is refused, what does not wait goes on, and everything can be given back. */
static void job_of_an_heir(void)
{
    AzmiTokenOptions other = { .size = sizeof other, .resource = text("https://never.asked.example") };
    AzmiErrorView failure = { .size = sizeof failure };
    AzmiTokenView view = { .size = sizeof view };
    AzmiConnection *connection = NULL;
    AzmiDoctorReport *report = NULL;
    AzmiToken *token = NULL;
    AzmiClient *own = NULL;
    AzmiError *error = NULL;

    CHECK(azmi_token_get(client, &other, NULL, &token, &error) == AZMI_STATUS_NOT_CONNECTED);
    CHECK(azmi_error_view(error, &failure) == AZMI_STATUS_OK && failure.hint.len > 0);
    azmi_error_free(error);
    CHECK(azmi_doctor_run(&options, NULL, 0, NULL, &report, NULL) == AZMI_STATUS_NOT_CONNECTED);
    own = new_client();
    CHECK(azmi_token_get(own, &other, NULL, &token, NULL) == AZMI_STATUS_NOT_CONNECTED);
    CHECK(azmi_client_connect(own, NULL, &connection, NULL) == AZMI_STATUS_NOT_CONNECTED);
    azmi_client_free(own);
    CHECK(azmi_token_view(inherited, &view, NULL) == AZMI_STATUS_OK && view.secret.len > 100);
    azmi_token_free(get_token(client));
    azmi_token_free(inherited);
    azmi_client_free(client);
}

int main(void)
{
    options.env = variables(&options.env_len);
    client = new_client();
    in_child("child of a process that had not used it", job_of_a_first_user);
    inherited = get_token(client);
    for (int i = 0; i < 3; i++)
        in_child("child of a process that had used it", job_of_an_heir);
    /* The parent goes on as if nothing had been. */
    azmi_token_free(get_token(client));
    azmi_token_free(inherited);
    azmi_client_free(client);
    free((void *)options.env);
    print_counts();
    puts("done");
    return 0;
}
