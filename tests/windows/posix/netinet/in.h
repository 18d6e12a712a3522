/* The same declarations as in sys/socket.h. */
#include <sys/socket.h>
