using Parhelion.Server.Commands;

namespace Parhelion.Server;

/// <summary>The entry point of the server program. The class is in a namespace, so that its name does not clash with the <c>Program</c> of another application
/// when a test references both applications.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => CommandRunner.RunAsync(args);
}
