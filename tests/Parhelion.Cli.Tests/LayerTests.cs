using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Tests;

/// <summary>The command line stands on the client, and on nothing of the server.</summary>
public sealed class LayerTests
{
    [Fact]
    public void The_tool_knows_the_client_and_the_protocol_only()
    {
        var references = typeof(ExitCodes).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("Parhelion", StringComparison.Ordinal));
        Assert.Equal(["Parhelion.Client", "Parhelion.Protocol"], references.Order(StringComparer.Ordinal));
    }
}
