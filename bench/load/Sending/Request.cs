namespace Parhelion.Load.Sending;

/// <summary>A request, and the answer that is the right one.</summary>
/// <param name="Head">Request line, header, and what stands before the file.</param>
/// <param name="Body">The file; shared by all requests that send it.</param>
/// <param name="Tail">What stands behind the file.</param>
/// <param name="Status">The status wanted.</param>
/// <param name="Length">The bytes of content wanted; -1: any.</param>
internal readonly record struct Request(byte[] Head, byte[] Body, byte[] Tail, int Status, long Length = -1);
