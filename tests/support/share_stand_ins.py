"""File systems that refuse something, made by a library that is loaded before the C library's own functions."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

_SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static int refuses(const char *what) { const char *all = getenv("STAND_IN"); return all && strstr(all, what) != NULL; }
static int is_under(const char *path) {
    const char *under = getenv("STAND_IN_UNDER");
    return under == NULL || strncmp(path, under, strlen(under)) == 0;
}
static int is_fd_under(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_under(path);
}
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define REFUSE(error) do { errno = error; return -1; } while (0)

int symlink(const char *to, const char *at) { if (refuses("symlink")) REFUSE(EPERM); return REAL(symlink)(to, at); }
int symlinkat(const char *to, int d, const char *at) {
    if (refuses("symlink")) REFUSE(EPERM);
    return REAL(symlinkat)(to, d, at);
}
int flock(int fd, int how) { if (refuses("flock") && is_fd_under(fd)) REFUSE(ENOLCK); return REAL(flock)(fd, how); }
static int is_lock(int c) { return c == F_SETLK || c == F_SETLKW || c == F_OFD_SETLK || c == F_OFD_SETLKW; }
int fcntl(int fd, int c, ...) {
    va_list rest; va_start(rest, c); void *argument = va_arg(rest, void *); va_end(rest);
    if (is_lock(c) && refuses("record_lock") && is_fd_under(fd)) REFUSE(ENOLCK);
    return ((int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl"))(fd, c, argument);
}
int fcntl64(int fd, int c, ...) {
    va_list rest; va_start(rest, c); void *argument = va_arg(rest, void *); va_end(rest);
    if (is_lock(c) && refuses("record_lock") && is_fd_under(fd)) REFUSE(ENOLCK);
    return ((int (*)(int, int, ...))dlsym(RTLD_NEXT, "fcntl64"))(fd, c, argument);
}
int fsync(int fd) {
    struct stat found;
    if (refuses("sync_folder") && fstat(fd, &found) == 0 && S_ISDIR(found.st_mode)) REFUSE(EINVAL);
    return REAL(fsync)(fd);
}
static void show_all_modes(const char *path, struct stat64 *found) {
    char whole[PATH_MAX * 2], here[PATH_MAX];
    if (!refuses("modes")) return;
    if (path[0] == '/' || getcwd(here, sizeof here) == NULL) snprintf(whole, sizeof whole, "%s", path);
    else snprintf(whole, sizeof whole, "%s/%s", here, path);
    if (is_under(whole) && !S_ISLNK(found->st_mode)) found->st_mode |= 0777;
}
int stat64(const char *path, struct stat64 *found) {
    int code = REAL(stat64)(path, found);
    if (code == 0) show_all_modes(path, found);
    return code;
}
int lstat64(const char *path, struct stat64 *found) {
    int code = REAL(lstat64)(path, found);
    if (code == 0) show_all_modes(path, found);
    return code;
}
int fstatat64(int fd, const char *path, struct stat64 *found, int flags) {
    int code = REAL(fstatat64)(fd, path, found, flags);
    if (code == 0) show_all_modes(path, found);
    return code;
}
int stat(const char *path, struct stat *found) { return stat64(path, (struct stat64 *)found); }
int lstat(const char *path, struct stat *found) { return lstat64(path, (struct stat64 *)found); }
int fstatat(int fd, const char *path, struct stat *found, int flags) {
    return fstatat64(fd, path, (struct stat64 *)found, flags);
}
void *mmap(void *at, size_t size, int access, int flags, int fd, off_t offset) {
    if (refuses("shared_memory") && fd >= 0 && (flags & MAP_SHARED)) { errno = ENODEV; return MAP_FAILED; }
    return REAL(mmap)(at, size, access, flags, fd, offset);
}
void *mmap64(void *at, size_t size, int access, int flags, int fd, off_t offset) {
    return mmap(at, size, access, flags, fd, offset);
}
"""


def stand_in(folder: Path, refused: Sequence[str], *, under: Path | None = None) -> dict[str, str]:
    """Return the environment in which a process is refused these; locks only for files `under` a folder, where given.

    Skips the test where no C compiler is.
    """
    if (compiler := shutil.which("cc") or shutil.which("gcc")) is None:
        pytest.skip("no C compiler is here to make the stand-in of")
    library, source = folder / "stand_in.so", folder / "stand_in.c"
    source.write_text(_SOURCE)
    subprocess.run([compiler, "-shared", "-fPIC", "-w", "-o", library, source, "-ldl"], check=True)
    environment = {"LD_PRELOAD": str(library), "STAND_IN": ",".join(refused)}
    return environment | ({} if under is None else {"STAND_IN_UNDER": str(under)})
