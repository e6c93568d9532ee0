using System.Runtime.InteropServices;

namespace Parhelion.Rendering.Sandbox;

/// <summary><c>struct rlimit</c> of a 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceLimit
{
    public ulong Soft;
    public ulong Hard;
}
