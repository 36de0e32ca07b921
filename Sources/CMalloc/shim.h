// What Swift's own module of the C library does not show of glibc's allocator: `mallopt(3)`.
#include <malloc.h>
