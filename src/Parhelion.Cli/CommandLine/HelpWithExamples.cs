using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Parhelion.Cli.CommandLine;

/// <summary>Prints the help of a command, and its examples below.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    /// <summary>Replaces the help of all commands.</summary>
    public static void Install(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>()) option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            ToolCommand command => command.Examples,
            RootCommand => RootExamples,
            _ => [],
        };
        var output = parseResult.InvocationConfiguration.Output;
        if (examples.Count > 0) output.WriteLine("Examples:");
        foreach (var example in examples) output.WriteLine($"  {example}");
        if (examples.Count > 0) output.WriteLine();
        return ExitCodes.Done;
    }

    private static readonly string[] RootExamples =
    [
        "parhelion login --host https://example.zendesk.com/sc --app APP_ID --key-id KEY_ID",
        "parhelion doctor",
        "parhelion upload picture.png 'scans/*.pdf'",
        "parhelion help upload",
    ];
}
