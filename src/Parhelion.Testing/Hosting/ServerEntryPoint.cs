using Microsoft.AspNetCore.Builder;

namespace Parhelion.Testing.Hosting;

/// <summary>The methods of the server that this package calls. Their signatures have types of .NET and ASP.NET Core only, which both load contexts
/// share.</summary>
internal sealed class ServerEntryPoint
{
    private const string TypeName = "Parhelion.Server.Setup.EmbeddedServer";

    private static readonly Lazy<ServerEntryPoint> Loaded = new(() => new ServerEntryPoint(ServerAssembly.Load().GetType(TypeName, throwOnError: true)!));

    private ServerEntryPoint(Type type)
    {
        BuildAsync = type.GetMethod(nameof(BuildAsync))!.CreateDelegate<Func<string[], Action<WebApplicationBuilder>, CancellationToken, Task<WebApplication>>>();
        UrlOf = type.GetMethod(nameof(UrlOf))!.CreateDelegate<Func<IServiceProvider, string>>();
    }

    /// <summary>The server of this process; it is loaded once.</summary>
    public static ServerEntryPoint Instance => Loaded.Value;

    /// <summary>Builds a server that is ready to start.</summary>
    public Func<string[], Action<WebApplicationBuilder>, CancellationToken, Task<WebApplication>> BuildAsync { get; }

    /// <summary>Returns the base URL of the API of a server that has started.</summary>
    public Func<IServiceProvider, string> UrlOf { get; }
}
