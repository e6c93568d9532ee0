// logdisk IMAGE LOG SIZE_MB [FUSE OPTIONS] MOUNTPOINT
//
// A disk that remembers everything. It shows three files below MOUNTPOINT:
//
//   disk   a disk of SIZE_MB, to put a file system on. IMAGE holds its content.
//   mark   what is written here is put into the log, between the writes and flushes of that moment.
//   ctl    "writes fail", "flushes fail" or "works": what the disk does from now on.
//
// Every write, flush, discard and mark is appended to LOG, in the order in which the disk has seen them. From the log one can
// build the disk as a power cut would have left it at any moment: see CrashImage.cs.
//
// A record is 16 bytes, little-endian, and then its bytes, if it has any:
//
//   u32 type      1 write, 2 flush, 3 mark, 4 discard
//   u32 length    of the write, mark or discard, in bytes
//   u64 offset    on the disk, in bytes
//   bytes         `length` of them behind a write or a mark; none behind a flush or a discard
//
// Build: gcc -O2 -Wall -Wextra -o logdisk logdisk.c $(pkg-config --cflags --libs fuse3)

#define _GNU_SOURCE
#define FUSE_USE_VERSION 35
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum record_type { RECORD_WRITE = 1, RECORD_FLUSH = 2, RECORD_MARK = 3, RECORD_DISCARD = 4 };

struct record {
    uint32_t type;
    uint32_t length;
    uint64_t offset;
};

static const char DISK[] = "/disk", MARK[] = "/mark", CONTROL[] = "/ctl";

static int image;
static int log_file;
static off_t disk_size;

// One caller at a time: the log and the image must agree about the order.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int writes_fail, flushes_fail;

// Without its log the disk proves nothing: it ends, and whoever uses it gets an error.
static void give_up(const char *what)
{
    perror(what);
    _exit(1);
}

// Call with the lock held.
static void append(enum record_type type, uint64_t offset, const char *bytes, size_t length, size_t bytes_to_write)
{
    struct record header = { type, (uint32_t)length, offset };
    struct iovec parts[] = { { &header, sizeof header }, { (void *)bytes, bytes_to_write } };
    if (writev(log_file, parts, 2) != (ssize_t)(sizeof header + bytes_to_write)) give_up("logdisk: write to the log");
}

static int get_attributes(const char *path, struct stat *attributes, struct fuse_file_info *file)
{
    (void)file;
    memset(attributes, 0, sizeof *attributes);
    attributes->st_nlink = 1;
    attributes->st_mode = S_IFREG | 0600;
    if (!strcmp(path, DISK)) {
        attributes->st_size = disk_size;
        attributes->st_blocks = disk_size / 512;
        attributes->st_blksize = 4096;
        return 0;
    }
    if (!strcmp(path, MARK) || !strcmp(path, CONTROL)) return 0;
    if (strcmp(path, "/")) return -ENOENT;
    attributes->st_mode = S_IFDIR | 0700;
    attributes->st_nlink = 2;
    return 0;
}

static int list(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *file, enum fuse_readdir_flags flags)
{
    (void)path, (void)offset, (void)file, (void)flags;
    fill(buffer, DISK + 1, 0, 0, 0);
    fill(buffer, MARK + 1, 0, 0, 0);
    fill(buffer, CONTROL + 1, 0, 0, 0);
    return 0;
}

static int open_file(const char *path, struct fuse_file_info *file)
{
    // Marks are not to wait in the page cache.
    if (strcmp(path, DISK)) file->direct_io = 1;
    return 0;
}

// Shells truncate what they write to. The disk has one size.
static int truncate_file(const char *path, off_t size, struct fuse_file_info *file)
{
    (void)file;
    return strcmp(path, DISK) || size == disk_size ? 0 : -EINVAL;
}

static int read_file(const char *path, char *bytes, size_t count, off_t offset, struct fuse_file_info *file)
{
    (void)file;
    if (strcmp(path, DISK)) return 0;
    ssize_t got = pread(image, bytes, count, offset);
    return got < 0 ? -errno : (int)got;
}

static int control(const char *bytes, size_t count)
{
    writes_fail = flushes_fail = 0;
    if (count >= 11 && !memcmp(bytes, "writes fail", 11)) writes_fail = 1;
    else if (count >= 12 && !memcmp(bytes, "flushes fail", 12)) flushes_fail = 1;
    else if (count < 5 || memcmp(bytes, "works", 5)) return -EINVAL;
    return (int)count;
}

static int write_disk(const char *bytes, size_t count, off_t offset)
{
    if (writes_fail) return -EIO;
    if (pwrite(image, bytes, count, offset) != (ssize_t)count) give_up("logdisk: write to the image");
    append(RECORD_WRITE, (uint64_t)offset, bytes, count, count);
    return (int)count;
}

static int write_file(const char *path, const char *bytes, size_t count, off_t offset, struct fuse_file_info *file)
{
    (void)file;
    int result = (int)count;
    pthread_mutex_lock(&lock);
    if (!strcmp(path, MARK)) append(RECORD_MARK, 0, bytes, count, count);
    else if (!strcmp(path, CONTROL)) result = control(bytes, count);
    else result = write_disk(bytes, count, offset);
    pthread_mutex_unlock(&lock);
    return result;
}

static int flush_file(const char *path, int data_only, struct fuse_file_info *file)
{
    (void)data_only, (void)file;
    if (strcmp(path, DISK)) return 0;
    pthread_mutex_lock(&lock);
    int fails = flushes_fail || writes_fail;
    if (!fails) append(RECORD_FLUSH, 0, NULL, 0, 0);
    pthread_mutex_unlock(&lock);
    return fails ? -EIO : 0;
}

// A discard makes zeros, and so does a request for zeros; nothing else is offered.
static int allocate(const char *path, int mode, off_t offset, off_t length, struct fuse_file_info *file)
{
    (void)file;
    int zeroes = (mode & FALLOC_FL_PUNCH_HOLE) || (mode & FALLOC_FL_ZERO_RANGE);
    if (strcmp(path, DISK) || !zeroes) return -EOPNOTSUPP;
    if (offset < 0 || offset + length > disk_size || length > UINT32_MAX) return -EINVAL;
    int result = 0;
    pthread_mutex_lock(&lock);
    if (writes_fail) result = -EIO;
    else if (fallocate(image, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length)) give_up("logdisk: discard in the image");
    else append(RECORD_DISCARD, (uint64_t)offset, NULL, (size_t)length, 0);
    pthread_mutex_unlock(&lock);
    return result;
}

static void *start(struct fuse_conn_info *connection, struct fuse_config *config)
{
    config->kernel_cache = 0;
    // Each write comes at once and as large as it was: the log must see what a disk would see.
    connection->max_write = 1 << 20;
    connection->want &= ~(unsigned)FUSE_CAP_WRITEBACK_CACHE;
    return NULL;
}

static const struct fuse_operations operations = {
    .init = start,
    .getattr = get_attributes,
    .readdir = list,
    .open = open_file,
    .truncate = truncate_file,
    .read = read_file,
    .write = write_file,
    .fsync = flush_file,
    .fallocate = allocate,
};

int main(int count, char **arguments)
{
    if (count < 5) {
        fprintf(stderr, "usage: logdisk IMAGE LOG SIZE_MB [FUSE OPTIONS] MOUNTPOINT\n");
        return 2;
    }
    disk_size = (off_t)strtoll(arguments[3], NULL, 10) << 20;
    image = open(arguments[1], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (image < 0 || disk_size <= 0 || ftruncate(image, disk_size)) give_up(arguments[1]);
    log_file = open(arguments[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log_file < 0) give_up(arguments[2]);
    arguments[3] = arguments[0];
    return fuse_main(count - 3, arguments + 3, &operations, NULL);
}
