using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Cli.CommandLine;
using Parhelion.Client;
using Spectre.Console;

namespace Parhelion.Cli.Output;

/// <summary>Results go to stdout, talk goes to stderr. With <c>--json</c> a result is one JSON object to a line.</summary>
internal sealed class Terminal(bool isJson, bool isQuiet)
{
    private readonly Lock gate = new();

    public bool IsJson => isJson;

    /// <summary>Whether somebody watches stderr.</summary>
    public bool HasViewer { get; } = !isQuiet && !Console.IsErrorRedirected;

    public IAnsiConsole Talk { get; } = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>A result: as JSON, or as text.</summary>
    public void Result<T>(T value, JsonTypeInfo<T> type, string text)
    {
        lock (gate) Console.Out.WriteLine(isJson ? JsonSerializer.Serialize(value, type) : text);
    }

    /// <summary>A remark for a person.</summary>
    public void Say(string text)
    {
        if (isQuiet) return;
        lock (gate) Console.Error.WriteLine(text);
    }

    /// <summary>A failure: one line, which <c>--quiet</c> does not silence.</summary>
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
            ParhelionException { Status: 401 } => " Is the key right, and of this host? Ask: parhelion doctor",
            ParhelionException { Status: 403 } =>
                " The key is good, but may not do this: apps and keys need an account key (act_...), and an app key opens its own app only.",
            OperationCanceledException => " Nothing more was done.",
            _ => "",
        };
        return TerminalText.Of(fault is OperationCanceledException ? "Cancelled." : fault.Message) + hint;
    }
}
