// A user's program in C++: moves the recordings that it lists.
#include <cstdlib>
#include <iostream>
#include <webexrec.hpp>

int main()
{
    const char *token = std::getenv("WEBEX_ACCESS_TOKEN");
    try {
        const webexrec::client client(token ? token : "");
        client.move_to_recycle_bin(client.list_recordings()).throw_if_failed();
    } catch (const webexrec::error &error) {
        std::cerr << "result " << error.code() << ": " << error.what() << '\n';
        return 1;
    }
}
