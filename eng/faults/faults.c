// A disk that fails on purpose: a library for LD_PRELOAD that makes chosen file calls of one process fail. For tests only.
//
//   gcc -O2 -shared -fPIC -o faults.so faults.c
//   FAULTS=DIR LD_PRELOAD=./faults.so PROGRAM
//
// Three files in DIR control it:
//   rules   One rule a line: CALL SUBSTRING SKIP COUNT ERRNO. Calls of that name on a path with that text are counted: the first SKIP
//           go through, the next COUNT fail with ERRNO (a number). SKIP -1: all go through until the rule on the line above is used up.
//           COUNT -1: all fail. ERRNO 0: they go through, so that the rule only starts the next one. ERRNO "kill": the process dies at once, before the call.
//           ERRNO "interrupt": the process gets SIGINT, and the call goes through. CALL "*" and SUBSTRING "*" match everything.
//           Replace the file by a rename; the counts begin anew then, and in each process.
//   hits    What was made to fail, one line a call: CALL PATH. Appended.
//   trace   If this file is there, every call on a path below FAULTS_ROOT (environment; default: everything) is appended to it: CALL PATH.
//
// Names of calls: open mkdir rename link unlink rmdir fsync write read truncate allocate stat list chmod map sendfile.
// A "write" is write, pwrite, pwritev; fdatasync counts as fsync; opening a folder for its entries is "list".
//
// The .NET runtime looks up the functions of LibraryImport("libc") with dlsym in libc itself, past this library. So dlsym is replaced, too.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_RULES 16
#define KILL (-1)
#define INTERRUPT (-2)

struct rule { char call[16], part[200]; long skip, count; int error; };

static struct rule rules[MOST_RULES];
static int rule_count;
static struct stat rules_seen;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

// ---- Files of the library itself: raw system calls, so that it never counts or fails its own. ----

static int in_folder(char *path, size_t size, const char *name) {
  const char *folder = getenv("FAULTS");
  return folder && snprintf(path, size, "%s/%s", folder, name) < (int)size;
}

static void append(const char *name, int must_exist, const char *call, const char *subject) {
  char path[600], line[800];
  if (!in_folder(path, sizeof path, name)) return;
  int file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CLOEXEC | (must_exist ? 0 : O_CREAT), 0600);
  if (file < 0) return;
  int length = snprintf(line, sizeof line, "%s %s\n", call, subject);
  syscall(SYS_write, file, line, length < (int)sizeof line ? length : (int)sizeof line - 1);
  syscall(SYS_close, file);
}

static void parse(char *text) {
  rule_count = 0;
  for (char *line = text, *end; *line && rule_count < MOST_RULES; line = end) {
    end = strchr(line, '\n');
    if (end) *end++ = 0; else end = line + strlen(line);
    struct rule *rule = &rules[rule_count];
    char error[16];
    if (sscanf(line, "%15s %199s %ld %ld %15s", rule->call, rule->part, &rule->skip, &rule->count, error) != 5) continue;
    rule->error = !strcmp(error, "kill") ? KILL : !strcmp(error, "interrupt") ? INTERRUPT : atoi(error);
    rule_count++;
  }
}

static void load_rules(void) {
  char path[600], text[8192];
  struct stat now;
  if (!in_folder(path, sizeof path, "rules")) return;
  if (syscall(SYS_newfstatat, AT_FDCWD, path, &now, 0) != 0) { rule_count = 0; rules_seen.st_ino = 0; return; }
  if (now.st_ino == rules_seen.st_ino && now.st_size == rules_seen.st_size && now.st_mtim.tv_sec == rules_seen.st_mtim.tv_sec &&
      now.st_mtim.tv_nsec == rules_seen.st_mtim.tv_nsec) return;
  rules_seen = now;
  int file = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  long length = file < 0 ? 0 : syscall(SYS_read, file, text, sizeof text - 1);
  if (file >= 0) syscall(SYS_close, file);
  text[length > 0 ? length : 0] = 0;
  parse(text);
}

// ---- The decision: the errno that a call must fail with, or 0. ----

static int judge(const char *call, const char *path) {
  int error = 0;
  pthread_mutex_lock(&gate);
  load_rules();
  for (int i = 0; i < rule_count && !error; i++) {
    struct rule *rule = &rules[i];
    if (strcmp(rule->call, "*") && strcmp(rule->call, call)) continue;
    if (strcmp(rule->part, "*") && !strstr(path, rule->part)) continue;
    if (rule->skip < 0 && i > 0 && rules[i - 1].count != 0) continue;
    if (rule->skip > 0) { rule->skip--; continue; }
    if (rule->count == 0) continue;
    if (rule->count > 0) rule->count--;
    error = rule->error;
  }
  pthread_mutex_unlock(&gate);
  return error;
}

static int fails_at(const char *call, const char *path) {
  if (!getenv("FAULTS") || !path) return 0;
  int before = errno;
  const char *root = getenv("FAULTS_ROOT");
  if (!root || !strncmp(path, root, strlen(root))) append("trace", 1, call, path);
  int error = judge(call, path);
  if (error) append("hits", 0, call, path);
  if (error == KILL) syscall(SYS_kill, getpid(), SIGKILL);
  if (error == INTERRUPT) { syscall(SYS_kill, getpid(), SIGINT); error = 0; }
  errno = error ? error : before;
  return error;
}

static int fails(const char *call, int file) {
  char link[32], path[600];
  if (!getenv("FAULTS")) return 0;
  int before = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  errno = before;
  // Pipes and sockets have no path that begins with a slash.
  if (length <= 0 || path[0] != '/') return 0;
  path[length] = 0;
  return fails_at(call, path);
}

// ---- The calls. REAL finds the function that this one stands in front of. ----

static void *(*real_dlsym)(void *, const char *);

__attribute__((constructor)) static void find_dlsym(void) {
  if (real_dlsym) return;
  real_dlsym = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
  if (!real_dlsym) real_dlsym = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.17");
  if (!real_dlsym) real_dlsym = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
}

static void *next(const char *name) { find_dlsym(); return real_dlsym(RTLD_NEXT, name); }

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))next(#name)
#define ON_FILE(type, name, call, file, parameters, arguments) \
  type name parameters { REAL(name); return fails(call, file) ? (type)-1 : real arguments; }
#define ON_PATH(type, name, call, path, parameters, arguments) \
  type name parameters { REAL(name); return fails_at(call, path) ? (type)-1 : real arguments; }
#define OPENS(name, parameters, path, arguments) \
  int name parameters { \
    REAL(name); mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); } \
    return fails_at("open", path) ? -1 : real arguments; }

OPENS(open, (const char *path, int flags, ...), path, (path, flags, mode))
OPENS(open64, (const char *path, int flags, ...), path, (path, flags, mode))
OPENS(openat, (int at, const char *path, int flags, ...), path, (at, path, flags, mode))
OPENS(openat64, (int at, const char *path, int flags, ...), path, (at, path, flags, mode))
ON_PATH(int, mkdir, "mkdir", path, (const char *path, mode_t mode), (path, mode))
ON_PATH(int, rmdir, "rmdir", path, (const char *path), (path))
ON_PATH(int, unlink, "unlink", path, (const char *path), (path))
ON_PATH(int, unlinkat, "unlink", path, (int at, const char *path, int flags), (at, path, flags))
ON_PATH(int, rename, "rename", to, (const char *from, const char *to), (from, to))
ON_PATH(int, renameat, "rename", to, (int a, const char *from, int b, const char *to), (a, from, b, to))
ON_PATH(int, renameat2, "rename", to, (int a, const char *from, int b, const char *to, unsigned flags), (a, from, b, to, flags))
ON_PATH(int, link, "link", to, (const char *from, const char *to), (from, to))
ON_PATH(int, linkat, "link", to, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
ON_PATH(int, stat, "stat", path, (const char *path, struct stat *into), (path, into))
ON_PATH(int, stat64, "stat", path, (const char *path, struct stat64 *into), (path, into))
ON_PATH(int, lstat, "stat", path, (const char *path, struct stat *into), (path, into))
ON_PATH(int, lstat64, "stat", path, (const char *path, struct stat64 *into), (path, into))
ON_PATH(int, chmod, "chmod", path, (const char *path, mode_t mode), (path, mode))
ON_FILE(int, fchmod, "chmod", file, (int file, mode_t mode), (file, mode))
ON_FILE(int, fsync, "fsync", file, (int file), (file))
ON_FILE(int, fdatasync, "fsync", file, (int file), (file))
ON_FILE(int, ftruncate, "truncate", file, (int file, off_t size), (file, size))
ON_FILE(int, ftruncate64, "truncate", file, (int file, off64_t size), (file, size))
ON_FILE(int, fallocate, "allocate", file, (int file, int mode, off_t from, off_t size), (file, mode, from, size))
ON_FILE(int, fallocate64, "allocate", file, (int file, int mode, off64_t from, off64_t size), (file, mode, from, size))
ON_FILE(ssize_t, write, "write", file, (int file, const void *bytes, size_t count), (file, bytes, count))
ON_FILE(ssize_t, pwrite, "write", file, (int file, const void *bytes, size_t count, off_t at), (file, bytes, count, at))
ON_FILE(ssize_t, pwrite64, "write", file, (int file, const void *bytes, size_t count, off64_t at), (file, bytes, count, at))
ON_FILE(ssize_t, pwritev, "write", file, (int file, const struct iovec *parts, int count, off_t at), (file, parts, count, at))
ON_FILE(ssize_t, pwritev64, "write", file, (int file, const struct iovec *parts, int count, off64_t at), (file, parts, count, at))
ON_FILE(ssize_t, read, "read", file, (int file, void *bytes, size_t count), (file, bytes, count))
ON_FILE(ssize_t, pread, "read", file, (int file, void *bytes, size_t count, off_t at), (file, bytes, count, at))
ON_FILE(ssize_t, pread64, "read", file, (int file, void *bytes, size_t count, off64_t at), (file, bytes, count, at))
ON_FILE(ssize_t, preadv2, "read", file, (int file, const struct iovec *parts, int count, off_t at, int flags), (file, parts, count, at, flags))
ON_FILE(ssize_t, preadv64v2, "read", file, (int file, const struct iovec *parts, int count, off64_t at, int flags), (file, parts, count, at, flags))
ON_FILE(ssize_t, sendfile, "sendfile", file, (int to, int file, off_t *at, size_t count), (to, file, at, count))
ON_FILE(ssize_t, sendfile64, "sendfile", file, (int to, int file, off64_t *at, size_t count), (to, file, at, count))

DIR *opendir(const char *path) { REAL(opendir); return fails_at("list", path) ? NULL : real(path); }

void *mmap(void *at, size_t size, int access, int flags, int file, off_t from) {
  REAL(mmap);
  return file >= 0 && fails("map", file) ? MAP_FAILED : real(at, size, access, flags, file, from);
}

int posix_fallocate(int file, off_t from, off_t size) { // Returns the error instead of setting errno.
  REAL(posix_fallocate);
  int error = fails("allocate", file);
  return error ? error : real(file, from, size);
}

// ---- What is looked up by name. ----

#define FOUND(name) if (!strcmp(wanted, #name)) return (void *)&name

void *dlsym(void *library, const char *wanted) {
  find_dlsym();
  if (library != RTLD_NEXT && library != RTLD_DEFAULT) {
    FOUND(open); FOUND(openat); FOUND(mkdir); FOUND(rmdir); FOUND(unlink); FOUND(unlinkat); FOUND(rename); FOUND(renameat); FOUND(renameat2);
    FOUND(link); FOUND(linkat); FOUND(chmod); FOUND(fchmod); FOUND(fsync); FOUND(fdatasync); FOUND(ftruncate); FOUND(fallocate);
    FOUND(write); FOUND(pwrite); FOUND(pwritev); FOUND(read); FOUND(pread); FOUND(preadv2); FOUND(sendfile);
  }
  return real_dlsym(library, wanted); // The last thing done, so that RTLD_NEXT still sees who asked.
}
