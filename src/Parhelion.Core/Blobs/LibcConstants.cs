namespace Parhelion.Core.Blobs;

/// <summary>
/// Defines the constants for system calls of Linux and macOS, from the C headers of these systems. On each system, a constant has the same value on every
/// architecture that .NET supports there.
/// </summary>
/// <remarks><c>O_DIRECTORY</c>, <c>O_DIRECT</c>, <c>O_NOFOLLOW</c> and <c>O_LARGEFILE</c> are absent, because their values differ between architectures. For
/// example, 0x10000 is <c>O_DIRECTORY</c> on x86-64 and <c>O_DIRECT</c> on arm64. Before you add a constant, check the headers of arm64, and name the header in
/// the comment. Calls that take 64-bit offsets are made in 64-bit processes only (<see cref="IsLinux64"/>).</remarks>
public static class LibcConstants
{
    /// <summary>Whether this is a 64-bit process on Linux, so that system calls can be used as declared. A 32-bit libc passes offsets in another
    /// form. False with <see cref="PlatformFeatures.PortableVariable"/>.</summary>
    public static readonly bool IsLinux64 = PlatformFeatures.IsLinux && Environment.Is64BitProcess;

    /// <summary>EPERM: operation not permitted. asm-generic/errno-base.h; macOS has the same.</summary>
    public const int NotPermitted = 1;

    /// <summary>ENOENT: the file does not exist. asm-generic/errno-base.h; macOS has the same.</summary>
    public const int NoSuchFile = 2;

    /// <summary>EINTR: a signal interrupted the call. asm-generic/errno-base.h; macOS has the same.</summary>
    public const int Interrupted = 4;

    /// <summary>EAGAIN: the call would block. Linux, asm-generic/errno-base.h (macOS: 35).</summary>
    public const int WouldWait = 11;

    /// <summary>EACCES: permission denied. asm-generic/errno-base.h; macOS has the same.</summary>
    public const int NoAccess = 13;

    /// <summary>EEXIST: the name is in use. asm-generic/errno-base.h; macOS has the same.</summary>
    public const int Exists = 17;

    /// <summary>ENOTDIR: a part of the path is not a folder. asm-generic/errno-base.h; macOS has the same.</summary>
    public const int NotFolder = 20;

    /// <summary>EINVAL: the call is not possible here. Some file systems return it when a folder
    /// is flushed. asm-generic/errno-base.h; macOS has the same.</summary>
    public const int NotPossible = 22;

    /// <summary>ENFILE: the system has too many open files. asm-generic/errno-base.h; macOS has the same.</summary>
    public const int TooManyFilesOfSystem = 23;

    /// <summary>EMFILE: the process has too many open files. asm-generic/errno-base.h; macOS has the same.</summary>
    public const int TooManyFilesOfProcess = 24;

    /// <summary>ENOSPC: the disk is full. asm-generic/errno-base.h; macOS has the same.</summary>
    public const int NoSpace = 28;

    /// <summary>EROFS: the file system is read-only. asm-generic/errno-base.h; macOS has the same.</summary>
    public const int ReadOnlyFileSystem = 30;

    /// <summary>ENAMETOOLONG: the path or a name in it is too long. Linux, asm-generic/errno.h (macOS: 63).</summary>
    public const int NameTooLong = 36;

    /// <summary>EDQUOT: the disk quota is used up. Linux, asm-generic/errno.h (mips and sparc have another value; .NET does not run there).</summary>
    public const int QuotaExceeded = 122;

    /// <summary>EDQUOT of macOS: the disk quota is used up. sys/errno.h.</summary>
    public const int MacQuotaExceeded = 69;

    /// <summary>ENOTSUP of macOS: the operation is not supported. sys/errno.h.</summary>
    public const int MacNotSupported = 45;

    /// <summary>AT_FDCWD: relative paths start in the working directory. Linux, linux/fcntl.h.</summary>
    public const int WorkingDirectory = -100;

    /// <summary>O_RDONLY | O_CLOEXEC of Linux, asm-generic/fcntl.h.</summary>
    public const int LinuxReadOnly = 0x80000;

    /// <summary>O_RDONLY | O_CLOEXEC of macOS, sys/fcntl.h.</summary>
    public const int MacReadOnly = 0x1000000;

    /// <summary>O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC of Linux, asm-generic/fcntl.h.</summary>
    public const int LinuxWriteOnlyAndNew = 0x1 | 0x40 | 0x80 | 0x80000;

    /// <summary>O_RDWR | O_CLOEXEC of Linux, asm-generic/fcntl.h.</summary>
    public const int LinuxReadWrite = 0x2 | 0x80000;

    /// <summary>O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC of Linux, asm-generic/fcntl.h.</summary>
    public const int LinuxReadWriteAndNew = 0x2 | 0x40 | 0x80 | 0x80000;

    /// <summary>Number of the system call openat2. Linux, asm-generic/unistd.h: calls from 424 on have the same number on all architectures.</summary>
    public const int OpenAt2Call = 437;

    /// <summary>Number of the system call cachestat. Linux, asm-generic/unistd.h, as above.</summary>
    public const int CacheStatCall = 451;

    /// <summary>RESOLVE_CACHED: open a file only if no disk access is needed. Linux, linux/openat2.h.</summary>
    public const ulong ResolveCached = 0x20;

    /// <summary>RWF_NOWAIT: read only what is in memory. Linux, linux/fs.h.</summary>
    public const int ReadWithoutWaiting = 8;

    /// <summary>RENAME_NOREPLACE: never replace another file. Linux, linux/fs.h.</summary>
    public const uint RenameWithoutReplacing = 1;

    /// <summary>FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE: free the blocks of a range. Linux, linux/falloc.h.</summary>
    public const int KeepSizeAndPunchHole = 0x1 | 0x2;

    /// <summary>SEEK_DATA: go to the next bytes that are in no hole. Linux, linux/fs.h.</summary>
    public const int SeekData = 3;

    /// <summary>F_OFD_GETLK: find a lock of another open file. Linux, asm-generic/fcntl.h.</summary>
    public const int FindOpenFileLock = 36;

    /// <summary>F_UNLCK: there is no lock. Linux, asm-generic/fcntl.h.</summary>
    public const short NoLock = 2;

    /// <summary>F_OFD_SETLK: lock a file for one open file, or fail if it is locked. Linux, asm-generic/fcntl.h.</summary>
    public const int LockOpenFile = 37;

    /// <summary>F_WRLCK: a lock that nobody shares. Linux, asm-generic/fcntl.h.</summary>
    public const short LockAlone = 1;

    /// <summary>MSG_NOSIGNAL | MSG_DONTWAIT. Linux, linux/socket.h, which all architectures share.</summary>
    public const int SendAtOnce = 0x4000 | 0x40;

    /// <summary>MSG_MORE | MSG_NOSIGNAL | MSG_DONTWAIT. Linux, linux/socket.h, which all architectures share.</summary>
    public const int SendBeforeMore = 0x8000 | 0x4000 | 0x40;

    /// <summary>F_FULLFSYNC: flush the cache of the drive as well. macOS, sys/fcntl.h.</summary>
    public const int MacFullFlush = 51;
}
