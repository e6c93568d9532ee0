using Microsoft.Extensions.DependencyInjection;

namespace Parhelion.Testing;

/// <summary>How a server for a test is to be.</summary>
public sealed class ParhelionServerOptions
{
    /// <summary>Settings by their name below <c>Parhelion</c>, such as <c>Limits:UploadBytes</c>; names that begin with <c>Kestrel:</c> go to Kestrel.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A folder to use again, which outlives the server. Default: a temporary one.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>A clock that the test moves. Default: the system's.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>Called last, to replace a part of the server.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; set; }
}
