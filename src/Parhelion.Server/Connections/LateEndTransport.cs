using System.IO.Pipelines;

namespace Parhelion.Server.Connections;

/// <summary>The two directions of a connection whose end is told late; see <see cref="LateEndReader"/>.</summary>
internal sealed class LateEndTransport(IDuplexPipe inner) : IDuplexPipe
{
    public PipeReader Input { get; } = new LateEndReader(inner.Input);

    public PipeWriter Output => inner.Output;
}
