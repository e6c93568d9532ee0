using System.Runtime.InteropServices;

namespace Parhelion.Rendering.Sandbox;

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public int Descriptor;
    public short Asked;
    public short Seen;
}
