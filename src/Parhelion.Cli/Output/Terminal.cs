using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Cli.CommandLine;
using Spectre.Console;

namespace Parhelion.Cli.Output;

/// <summary>Prints results to stdout, and messages, progress and errors to stderr. With <c>--json</c> a result is a JSON object on one line.</summary>
internal sealed class Terminal(bool isJson, bool isQuiet)
{
    private readonly Lock gate = new();

    public bool IsJson => isJson;

    /// <summary>Whether stderr is a terminal and <c>--quiet</c> is not set, so that progress is shown.</summary>
    public bool HasViewer { get; } = !isQuiet && !Console.IsErrorRedirected;

    public IAnsiConsole Talk { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Prints a result as JSON or as text.</summary>
    public void Result<T>(T value, JsonTypeInfo<T> type, string text)
    {
        lock (gate) Console.Out.WriteLine(isJson ? JsonSerializer.Serialize(value, type) : text);
    }

    /// <summary>Prints a message for the user, unless <c>--quiet</c> is set.</summary>
    public void Say(string text)
    {
        if (isQuiet) return;
        lock (gate) Console.Error.WriteLine(text);
    }

    /// <summary>Prints an error on one line, even with <c>--quiet</c>.</summary>
    public void Fail(Exception fault, string? subject = null)
    {
        lock (gate)
        {
            if (isJson) Console.Error.WriteLine(JsonSerializer.Serialize(Report(fault), CliJson.Default.ErrorReport));
            else Console.Error.WriteLine($"parhelion: {(subject is null ? "" : $"{subject}: ")}{Explain(fault)}");
        }
    }

    public static ErrorReport Report(Exception fault)
    {
        var call = fault as ParhelionException;
        return new ErrorReport
        {
            Message = Explain(fault),
            ExitCode = ExitCodes.Of(fault),
            Status = call?.Status,
            Errors = call?.Errors is { Count: > 0 } errors ? errors : null,
            RequestId = call?.RequestId,
        };
    }

    private static string Explain(Exception fault)
    {
        var hint = fault switch
        {
            ParhelionException { Status: 401 } => " Check that the key is correct and belongs to this host. To test it, run: parhelion doctor",
            ParhelionException { Status: 403 } =>
                " The key is valid, but does not allow this. Apps and keys need an account key (act_...). An app key works for its own app only.",
            OperationCanceledException => " The rest was not done.",
            _ => "",
        };
        return TerminalText.Of(fault is OperationCanceledException ? "Cancelled." : fault.Message) + hint;
    }
}
