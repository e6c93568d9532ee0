using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Parhelion.Testing;

/// <summary>The options of a <see cref="ParhelionServer"/>.</summary>
public sealed class ParhelionServerOptions
{
    /// <summary>Settings of the server, by their names below <c>Parhelion</c>, such as <c>Limits:UploadBytes</c>. Names that begin with <c>Kestrel:</c> or
    /// <c>OTEL_</c> are settings of Kestrel and of OpenTelemetry. The server reads no other settings: neither the environment nor <c>appsettings.json</c>.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Path of a data directory. The server does not delete it, so that another server can use it again. Default: a temporary folder, which is
    /// deleted with the server.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>The clock of the server, such as one that stands still. Default: a <see cref="TestClock"/>, see <see cref="ParhelionServer.Clock"/>.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>Adds loggers. Default: the server does not log.</summary>
    public Action<ILoggingBuilder>? ConfigureLogging { get; set; }

    /// <summary>Registers or replaces services of the server. It is called last. Only for tests of the server itself: its types are not in the package.</summary>
    internal Action<IServiceCollection>? ConfigureServices { get; set; }
}
