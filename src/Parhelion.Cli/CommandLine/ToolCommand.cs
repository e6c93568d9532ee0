using System.CommandLine;

namespace Parhelion.Cli.CommandLine;

/// <summary>A command with examples, which its help shows.</summary>
/// <param name="name">Name of the command.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Command lines that can be pasted.</param>
internal sealed class ToolCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}
