using Parhelion.Server.Commands;

namespace Parhelion.Server;

/// <summary>The entry point. It has a namespace, so that it does not clash with the <c>Program</c> of an application in a test that references both.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => CommandRunner.RunAsync(args);
}
