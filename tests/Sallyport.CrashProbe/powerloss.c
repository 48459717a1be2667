/* A disk that forgets, for tests: loaded before the C library (LD_PRELOAD), it notes what each write to a file under
   POWERLOSS_DIR replaces, in POWERLOSS_LOG/<inode>, and throws the note away once the file is synced. After a kill the
   notes say how to take back what no sync has covered, which is what a power cut may do. With POWERLOSS_LIES=1 a sync
   succeeds and covers nothing: a disk that lies.
   A note: path length, data length (int32), offset, old file size (int64), path, old data. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

struct head {
  int32_t path_length, data_length;
  int64_t offset, old_size;
} __attribute__((packed));

/* Path of a regular file under the watched folder; 0 for everything else. */
static int watched(int fd, char *path, struct stat *st) {
  const char *root = getenv("POWERLOSS_DIR");
  char link[64];
  if (!root || fstat(fd, st) != 0 || !S_ISREG(st->st_mode)) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, PATH_MAX - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  size_t length = strlen(root);
  return strncmp(path, root, length) == 0 && path[length] == '/' && !strstr(path, "-shm");
}

static int note_file(const struct stat *st, int flags) {
  char name[PATH_MAX];
  snprintf(name, sizeof name, "%s/%llu", getenv("POWERLOSS_LOG"), (unsigned long long)st->st_ino);
  return (int)syscall(SYS_openat, AT_FDCWD, name, flags | O_CREAT | O_CLOEXEC, 0600);
}

/* Called under the gate, before the write. */
static void note(const struct stat *st, const char *path, int64_t offset, int64_t length) {
  int64_t old = offset >= st->st_size ? 0 : st->st_size - offset < length ? st->st_size - offset : length;
  struct head head = {(int32_t)strlen(path), (int32_t)old, offset, st->st_size};
  size_t total = sizeof head + (size_t)head.path_length + (size_t)old;
  char *record = malloc(total);
  memcpy(record, &head, sizeof head);
  memcpy(record + sizeof head, path, (size_t)head.path_length);
  int reader = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  int ok = old == 0 || syscall(SYS_pread64, reader, record + sizeof head + head.path_length, (size_t)old, offset) == old;
  if (reader >= 0) syscall(SYS_close, reader);
  int fd = note_file(st, O_WRONLY | O_APPEND);
  if (!ok || fd < 0 || syscall(SYS_write, fd, record, total) != (long)total) {
    static const char message[] = "powerloss: a note could not be written\n";
    syscall(SYS_write, 2, message, sizeof message - 1);
    abort();
  }
  syscall(SYS_close, fd);
  free(record);
}

static ssize_t write_at(int fd, const void *data, size_t length, int64_t offset) {
  char path[PATH_MAX];
  struct stat st;
  if (!watched(fd, path, &st)) return offset < 0 ? syscall(SYS_write, fd, data, length) : syscall(SYS_pwrite64, fd, data, length, offset);
  pthread_mutex_lock(&gate);
  fstat(fd, &st);
  int64_t at = offset >= 0 ? offset : fcntl(fd, F_GETFL) & O_APPEND ? st.st_size : lseek(fd, 0, SEEK_CUR);
  note(&st, path, at, (int64_t)length);
  ssize_t result = offset < 0 ? syscall(SYS_write, fd, data, length) : syscall(SYS_pwrite64, fd, data, length, offset);
  pthread_mutex_unlock(&gate);
  return result;
}

ssize_t write(int fd, const void *data, size_t length) { return write_at(fd, data, length, -1); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return write_at(fd, data, length, offset); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return write_at(fd, data, length, offset); }

static int cut(int fd, int64_t size) {
  char path[PATH_MAX];
  struct stat st;
  if (!watched(fd, path, &st)) return (int)syscall(SYS_ftruncate, fd, size);
  pthread_mutex_lock(&gate);
  fstat(fd, &st);
  note(&st, path, size, st.st_size > size ? st.st_size - size : 0);
  int result = (int)syscall(SYS_ftruncate, fd, size);
  pthread_mutex_unlock(&gate);
  return result;
}

int ftruncate(int fd, off_t size) { return cut(fd, size); }
int ftruncate64(int fd, off64_t size) { return cut(fd, size); }

static int synced(int fd, long call) {
  char path[PATH_MAX];
  struct stat st;
  if (!watched(fd, path, &st)) return (int)syscall(call, fd);
  const char *lies = getenv("POWERLOSS_LIES");
  if (lies && *lies == '1') return 0;
  pthread_mutex_lock(&gate);
  int result = (int)syscall(call, fd);
  if (result == 0) syscall(SYS_close, note_file(&st, O_WRONLY | O_TRUNC));
  pthread_mutex_unlock(&gate);
  return result;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }
