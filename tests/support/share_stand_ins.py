"""File systems that refuse something, made by a library that is loaded before the C library's own functions."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import in_process
from support.program import Ended, Program

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


class StandIn:
    """A process with the library, which is given one command after another: most of what one costs is its start.

    A command is refused what `refusing` has put into its environment.
    """

    def __init__(self, folder: Path) -> None:
        library = _compiled(folder)
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from support.share_stand_ins import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LD_PRELOAD": str(library), "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def run(self, program: Program, *arguments: str | Path) -> Ended:
        """Run a command in the folder and the environment of a program."""
        call = {"arguments": [*map(str, arguments)], "folder": str(program.folder), "environment": program.environment}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(call) + "\n")
        self._process.stdin.flush()
        code, stdout, stderr = json.loads(self._process.stdout.readline())
        return Ended(code=code, stdout=stdout, stderr=stderr)

    def close(self) -> None:
        self._process.communicate(timeout=10)


def serve() -> None:
    """Be that process."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(in_process.call(**json.loads(line))) + "\n")
        sys.stdout.flush()


def refusing(*what: str, under: Path | None = None) -> dict[str, str]:
    """Return the environment of a command that is refused these; locks only for files `under` a folder, where given."""
    return {"STAND_IN": ",".join(what)} | ({} if under is None else {"STAND_IN_UNDER": str(under)})


def _compiled(folder: Path) -> Path:
    """Compile the library; skips the test where no C compiler is."""
    if (compiler := shutil.which("cc") or shutil.which("gcc")) is None:
        pytest.skip("no C compiler is here to make the stand-in of")
    library, source = folder / "stand_in.so", folder / "stand_in.c"
    source.write_text(_SOURCE)
    subprocess.run([compiler, "-shared", "-fPIC", "-w", "-o", library, source, "-ldl"], check=True)
    return library
