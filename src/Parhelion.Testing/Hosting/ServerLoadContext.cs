using System.Reflection;
using System.Runtime.Loader;

namespace Parhelion.Testing.Hosting;

/// <summary>Loads the server and its dependencies from their folder; everything else, such as ASP.NET Core, is shared with the test. The folder has no
/// assembly of the shared framework, so that the types of ASP.NET Core are the same on both sides.</summary>
/// <param name="file">Path of the assembly of the server, with its <c>.deps.json</c> beside it.</param>
internal sealed class ServerLoadContext(string file) : AssemblyLoadContext("Parhelion.Server")
{
    private readonly AssemblyDependencyResolver resolver = new(file);

    /// <inheritdoc />
    protected override Assembly? Load(AssemblyName assemblyName) =>
        resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

    /// <inheritdoc />
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
