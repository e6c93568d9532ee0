using System.Runtime.InteropServices;

namespace Parhelion.Rendering.Sandbox;

/// <summary>Numbers of system calls. Calls after number 423 have the same number on all architectures.</summary>
internal sealed record SystemCalls(uint Architecture, uint Seccomp, uint CloneCall, uint Clone3Call, uint ProcessLimit, IReadOnlyList<uint> Forbidden)
{
    /// <summary>Calls of every architecture: pidfd_getfd, the newer mount calls, io_uring, process_madvise and process_mrelease.</summary>
    private static readonly uint[] Common = [425, 426, 427, 428, 429, 430, 431, 432, 433, 438, 440, 442, 448];

    /// <summary>The numbers of this machine; <c>null</c> if they are not known.</summary>
    public static SystemCalls? OfThisMachine => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => X64,
        System.Runtime.InteropServices.Architecture.Arm64 => Arm64,
        _ => null,
    };

    private static SystemCalls X64 { get; } = new(0xC000003E, Seccomp: 317, CloneCall: 56, Clone3Call: 435, ProcessLimit: 302,
    [
        .. Common,
        41, 53, // socket, socketpair
        57, 58, // fork, vfork
        101, 310, 311, 312, // ptrace, process_vm_readv, process_vm_writev, kcmp
        155, 161, 165, 166, 272, 308, 303, 304, // pivot_root, chroot, mount, umount2, unshare, setns, name_to_handle_at, open_by_handle_at
        298, 321, 323, // perf_event_open, bpf, userfaultfd
        248, 249, 250, // add_key, request_key, keyctl
        175, 176, 313, 246, 320, 169, // init_module, delete_module, finit_module, kexec_load, kexec_file_load, reboot
        103, 159, 163, 164, 167, 168, 170, 171, 172, 173, 179, 227, 305, // syslog, adjtimex, acct, settimeofday, swapon, swapoff, sethostname, setdomainname, iopl, ioperm, quotactl, clock_settime, clock_adjtime
        29, 64, 68, 240, // shmget, semget, msgget, mq_open
    ]);

    private static SystemCalls Arm64 { get; } = new(0xC00000B7, Seccomp: 277, CloneCall: 220, Clone3Call: 435, ProcessLimit: 261,
    [
        .. Common,
        198, 199, // socket, socketpair
        117, 270, 271, 272, // ptrace, process_vm_readv, process_vm_writev, kcmp
        41, 51, 40, 39, 97, 268, 264, 265, // pivot_root, chroot, mount, umount2, unshare, setns, name_to_handle_at, open_by_handle_at
        241, 280, 282, // perf_event_open, bpf, userfaultfd
        217, 218, 219, // add_key, request_key, keyctl
        105, 106, 273, 104, 294, 142, // init_module, delete_module, finit_module, kexec_load, kexec_file_load, reboot
        116, 171, 89, 170, 224, 225, 161, 162, 60, 112, 266, // syslog, adjtimex, acct, settimeofday, swapon, swapoff, sethostname, setdomainname, quotactl, clock_settime, clock_adjtime
        194, 190, 186, 180, // shmget, semget, msgget, mq_open
    ]);
}
