using System.Reflection;
using System.Runtime.Loader;

namespace Parhelion.Testing.Hosting;

/// <summary>Finds the assembly of the server. The package puts it into a folder of its own beside this assembly, so that neither its types nor its
/// dependencies mix with those of the test project (docs/decisions/0019). Inside of the repository the test projects reference it.</summary>
internal static class ServerAssembly
{
    /// <summary>Name of the folder beside this assembly. The targets of the package copy it there.</summary>
    public const string FolderName = "parhelion-server";

    private const string Name = "Parhelion.Server";

    /// <summary>Returns the assembly, in a load context of its own if the folder is there.</summary>
    /// <exception cref="FileNotFoundException">The server is neither in the folder nor referenced.</exception>
    public static Assembly Load()
    {
        var own = Path.GetDirectoryName(typeof(ServerAssembly).Assembly.Location);
        var file = Path.Combine(string.IsNullOrEmpty(own) ? AppContext.BaseDirectory : own, FolderName, Name + ".dll");
        return File.Exists(file) ? new ServerLoadContext(file).LoadFromAssemblyPath(file) : LoadReferenced(file);
    }

    private static Assembly LoadReferenced(string file)
    {
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(Name));
        }
        catch (FileNotFoundException e)
        {
            throw new FileNotFoundException(
                $"The server is not at '{file}'. The package Parhelion.Testing copies it there when a project that references it is built or published.", file, e);
        }
    }
}
