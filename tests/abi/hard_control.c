/*
 * Reads the text of an error after the error was given back: what every examination of memory must find, or it finds nothing else
 * either. Needs no emulator.
 */
#include "hard.h"

int main(void)
{
    AzmiErrorView view = { .size = sizeof view };
    AzmiClient *client = NULL;
    AzmiError *error = NULL;
    AzmiClientOptions options = { .size = sizeof options, .source = 99 };
    volatile unsigned sum = 0;

    about = "an error to look at";
    CHECK(azmi_client_new(&options, &client, &error) == AZMI_STATUS_INVALID_ARGUMENT);
    CHECK(azmi_error_view(error, &view) == AZMI_STATUS_OK);
    azmi_error_free(error);
    for (size_t i = 0; i < view.message.len; i++)
        sum += view.message.data[i];
    puts("done");
    return sum == 0;
}
