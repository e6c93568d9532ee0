using System.CommandLine;

namespace Parhelion.Cli.CommandLine;

/// <summary>How command lines are parsed.</summary>
internal static class CommandLineParsing
{
    /// <summary>Takes every argument as it is. The parser by itself would replace an argument <c>@name</c> by the lines of the file <c>name</c>, so that a file
    /// whose name begins with <c>@</c> could add options to a command.</summary>
    public static ParserConfiguration Literal { get; } = new() { ResponseFileTokenReplacer = null };
}
