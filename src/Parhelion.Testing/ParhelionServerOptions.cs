using Microsoft.Extensions.DependencyInjection;

namespace Parhelion.Testing;

/// <summary>The options of a <see cref="ParhelionServer"/>.</summary>
public sealed class ParhelionServerOptions
{
    /// <summary>Settings of the server, by their names below <c>Parhelion</c>, such as <c>Limits:UploadBytes</c>. Names that begin with <c>Kestrel:</c> are
    /// settings of Kestrel.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Path of a data directory. The server does not delete it, so that another server can use it again. Default: a temporary folder, which is
    /// deleted with the server.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>The clock of the server, such as one that the test advances. Default: the system clock.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>Registers or replaces services of the server. It is called last.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; set; }
}
