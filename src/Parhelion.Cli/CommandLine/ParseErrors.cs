using System.CommandLine;
using System.CommandLine.Parsing;

namespace Parhelion.Cli.CommandLine;

/// <summary>Says in one sentence what is wrong with a command line.</summary>
internal static class ParseErrors
{
    public static string Explain(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        var path = string.Join(' ', Path(parse.CommandResult));
        if (parse.UnmatchedTokens is [var token, ..]) return $"{Unknown(parse, token)} For help, run: {path} --help";
        if (command.Subcommands.Count > 0 && command.Action is null) return $"The command is missing. Commands: {string.Join(", ", Visible(command))}. For help, run: {path} --help";
        var messages = parse.Errors.Select(Message).Distinct(StringComparer.Ordinal);
        return $"{string.Join(" ", messages)} For help, run: {path} --help";
    }

    /// <summary>Explains the first argument that looks like an option and is none; <c>null</c> if there is none. An argument that takes several
    /// values would take it. What follows <c>--</c> is always an argument.</summary>
    public static string? UnknownOption(ParseResult parse, IReadOnlyList<string> words)
    {
        var path = string.Join(' ', Path(parse.CommandResult));
        var known = words.TakeWhile(word => word != "--").ToHashSet(StringComparer.Ordinal);
        var token = parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value).FirstOrDefault(value => value.Length > 1 && value.StartsWith('-') && known.Contains(value));
        return token is null ? null : $"{Unknown(parse, token)} For help, run: {path} --help";
    }

    private static string Unknown(ParseResult parse, string token)
    {
        var command = parse.CommandResult.Command;
        if (token.StartsWith('-') && token.Length > 1)
        {
            var options = command.Options.Concat(GlobalOptions.All).Where(option => !option.Hidden).Select(option => option.Name);
            return $"There is no option '{token}'.{Suggestion(token, options)}";
        }

        return command.Subcommands.Count > 0 ? $"There is no command '{token}'.{Suggestion(token, Visible(command))}" : $"The argument '{token}' is not expected.";
    }

    private static string Suggestion(string token, IEnumerable<string> candidates)
    {
        var best = candidates.Select(name => (Name: name, Distance: EditDistance.Between(token, name))).MinBy(candidate => candidate.Distance);
        return best.Name is not null && best.Distance <= Math.Max(1, token.Length / 3) ? $" Did you mean '{best.Name}'?" : "";
    }

    private static string Message(ParseError error)
    {
        // The parser names the type of .NET that a number has.
        if (error.Message.Contains("System.", StringComparison.Ordinal)) return $"{Name(error.SymbolResult)} needs a number, and not '{Value(error.SymbolResult)}'.";
        var words = error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words).TrimEnd('.') + ".";
    }

    private static string Value(SymbolResult? result) => result?.Tokens is [.., var token] ? token.Value : "";

    private static string Name(SymbolResult? result) => result switch
    {
        OptionResult option => option.Option.Name,
        ArgumentResult { Parent: OptionResult option } => option.Option.Name,
        ArgumentResult argument => argument.Argument.Name,
        _ => "The argument",
    };

    private static IEnumerable<string> Visible(Command command) => command.Subcommands.Where(child => !child.Hidden).Select(child => child.Name);

    private static Stack<string> Path(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? next = command; next is CommandResult at; next = at.Parent) names.Push(at.Command.Name);
        return names;
    }
}
