using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;

namespace Parhelion.Cli.Output;

/// <summary>Prints results to stdout, and messages, progress and errors to stderr. With <c>--json</c> a result is a JSON object on one line.</summary>
internal sealed class Terminal
{
    private const string EraseRestOfLine = "\e[K";

    private readonly Lock gate = new();
    private readonly bool isQuiet;
    private readonly Lazy<IAnsiConsole> talk = new(CreateTalk);
    private bool hasBars;

    public Terminal(bool isJson, bool isQuiet)
    {
        (IsJson, this.isQuiet) = (isJson, isQuiet);
        HasViewer = !isQuiet && !Console.IsErrorRedirected && Talk.Profile.Capabilities.Ansi;
    }

    public bool IsJson { get; }

    /// <summary>Whether stderr is a terminal and <c>--quiet</c> is not set, so that progress is shown. It does not matter whether stdout is redirected.</summary>
    public bool HasViewer { get; }

    /// <summary>The terminal behind stderr, for prompts and progress.</summary>
    public IAnsiConsole Talk => talk.Value;

    /// <summary>Prints a result as JSON, or as text whose fields are separated by tabs.</summary>
    public void Result<T>(T value, JsonTypeInfo<T> type, params IEnumerable<string?> fields) =>
        Write(Console.Out, IsJson ? JsonSerializer.Serialize(value, type) : string.Join('\t', fields.Select(field => TerminalText.Of(field ?? ""))));

    /// <summary>Prints a message for the user, unless <c>--quiet</c> is set.</summary>
    public void Say(string text)
    {
        if (!isQuiet) Write(Console.Error, text);
    }

    /// <summary>Prints an error on one line, even with <c>--quiet</c>.</summary>
    public void Fail(ErrorReport error, string? subject = null) => Write(
        Console.Error,
        IsJson ? JsonSerializer.Serialize(error, CliJson.Default.ErrorReport) : $"parhelion: {(subject is null ? "" : $"{TerminalText.Of(subject)}: ")}{error.Message}");

    /// <summary>Runs an action that shows bars. What is printed meanwhile goes above the bars.</summary>
    public async Task<T> WithBarsAsync<T>(Func<Task<T>> action)
    {
        hasBars = true;
        try
        {
            return await action();
        }
        finally
        {
            hasBars = false;
        }
    }

    private void Write(TextWriter writer, string line)
    {
        lock (gate)
        {
            // A pipe does not disturb the bars. A terminal does, and only Spectre knows where the bars are.
            if (hasBars && (writer == Console.Error || !Console.IsOutputRedirected)) Talk.Write(new ControlCode($"{line}{EraseRestOfLine}\n"));
            else writer.WriteLine(line);
        }
    }

    // Spectre decides by stdout whether somebody watches, but a captured stdout says nothing about stderr.
    private static IAnsiConsole CreateTalk() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Interactive = Console.IsErrorRedirected ? InteractionSupport.No : InteractionSupport.Yes,
    });
}
