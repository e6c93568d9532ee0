using System.Text;

namespace Parhelion.Server.Tests.Telemetry;

/// <summary>One export that a collector has received.</summary>
/// <param name="Path">The path of the request.</param>
/// <param name="Body">The protobuf message; the texts in it are UTF-8.</param>
internal sealed record OtlpCall(string Path, byte[] Body)
{
    /// <summary>Whether the message contains a text.</summary>
    public bool Has(string text) => Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
