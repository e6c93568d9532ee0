using System.Runtime.InteropServices;

namespace Parhelion.Rendering.Sandbox;

/// <summary>Forbids system calls to the calling thread and to what it executes (seccomp): sockets, new processes, reading other processes, mounting, and other
/// calls that no decoder needs. A forbidden call fails with <c>EPERM</c>.</summary>
internal static class SeccompFilter
{
    private const uint Kill = 0x80000000;
    private const uint Allow = 0x7FFF0000;
    private const uint NotPermitted = 0x00050001;
    private const uint NotImplemented = 0x00050026;

    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAnyBit = 0x45;
    private const ushort Return = 0x06;

    // Offsets in struct seccomp_data.
    private const uint Number = 0;
    private const uint Architecture = 4;
    private const uint FirstArgument = 16;

    // x86-64 has a second numbering of all calls from here on (x32).
    private const uint OtherNumbering = 0x40000000;

    // CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET.
    private const uint Namespaces = 0x7E020000;

    // CLONE_THREAD: what is made is a thread of this process.
    private const uint Thread = 0x00010000;

    private const int SetFilter = 1;
    private const int AllThreads = 1;

    /// <summary>Installs the filter for all threads. Returns false if the machine cannot.</summary>
    public static unsafe bool Install()
    {
        if (SystemCalls.OfThisMachine is not { } calls) return false;
        var program = Build(calls);
        fixed (Instruction* instructions = program)
        {
            var header = new Program { Length = (ushort)program.Length, Instructions = (nint)instructions };
            return Libc.SystemCall((nint)calls.Seccomp, SetFilter, AllThreads, (nint)(&header), 0) == 0;
        }
    }

    private static Instruction[] Build(SystemCalls calls)
    {
        List<Instruction> program =
        [
            new(Load, 0, 0, Architecture),
            new(JumpIfEqual, 1, 0, calls.Architecture), new(Return, 0, 0, Kill),
            new(Load, 0, 0, Number),
            new(JumpIfAtLeast, 0, 1, OtherNumbering), new(Return, 0, 0, NotPermitted),
            // Its flags are in memory, which a filter cannot read. Without it, libc calls clone.
            new(JumpIfEqual, 0, 1, calls.Clone3Call), new(Return, 0, 0, NotImplemented),
        ];
        foreach (var call in calls.Forbidden) program.AddRange([new(JumpIfEqual, 0, 1, call), new(Return, 0, 0, NotPermitted)]);
        program.AddRange(
        [
            new(JumpIfEqual, 0, 5, calls.CloneCall), new(Load, 0, 0, FirstArgument), new(JumpIfAnyBit, 1, 0, Namespaces), new(JumpIfAnyBit, 1, 0, Thread),
            new(Return, 0, 0, NotPermitted), new(Return, 0, 0, Allow),
            // The limits of another process: its number is not 0.
            new(JumpIfEqual, 0, 3, calls.ProcessLimit), new(Load, 0, 0, FirstArgument), new(JumpIfEqual, 1, 0, 0), new(Return, 0, 0, NotPermitted),
            new(Return, 0, 0, Allow),
        ]);
        return [.. program];
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte WhenTrue, byte WhenFalse, uint Value);

    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public nint Instructions;
    }
}
