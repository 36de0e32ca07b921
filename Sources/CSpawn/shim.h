// What glibc (2.34 and later) has for starting a process and shows only to those who ask for its extensions, which
// Swift's own module of the C library does not.
#include <spawn.h>

int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *folder);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
