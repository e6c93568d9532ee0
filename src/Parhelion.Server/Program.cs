using Parhelion.Server.Commands;

namespace Parhelion.Server;

/// <summary>The entry point of the server program.</summary>
/// <remarks>
/// The class is in a namespace because a test may also reference another application. Otherwise, the names of the two <c>Program</c> classes would clash.
/// </remarks>
internal static class Program
{
    private static Task<int> Main(string[] args) => CommandRunner.RunAsync(args);
}
