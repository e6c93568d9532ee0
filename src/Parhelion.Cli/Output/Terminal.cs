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
    private Action<TextWriter, string> writeLine = WritePlain;

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

    /// <summary>Prints the failure of one of several files: an error on one line, or the report as a result with <c>--json</c>.</summary>
    public void Fail(FileReport report)
    {
        if (IsJson) Result(report, CliJson.Default.FileReport);
        else Fail(report.Error!, report.File ?? report.MediaUrl);
    }

    /// <summary>Runs an action that shows bars of Spectre. What is printed meanwhile goes above the bars.</summary>
    public Task<T> AboveBarsAsync<T>(Func<Task<T>> action) => ShowingAsync((writer, line) =>
    {
        if (writer == Console.Error || !Console.IsOutputRedirected) Talk.Write(new ControlCode($"{line}{EraseRestOfLine}\n"));
        else writer.WriteLine(line);
    }, action);

    /// <summary>Runs an action that shows a line. The line is removed before anything is printed.</summary>
    public Task<T> AboveAsync<T>(Action clear, Func<Task<T>> action) => ShowingAsync((writer, line) =>
    {
        clear();
        writer.WriteLine(line);
    }, action);

    private async Task<T> ShowingAsync<T>(Action<TextWriter, string> write, Func<Task<T>> action)
    {
        writeLine = write;
        try
        {
            return await action();
        }
        finally
        {
            writeLine = WritePlain;
        }
    }

    private void Write(TextWriter writer, string line)
    {
        lock (gate) writeLine(writer, line);
    }

    private static void WritePlain(TextWriter writer, string line) => writer.WriteLine(line);

    // Spectre decides by stdout whether somebody watches, but a captured stdout says nothing about stderr.
    private static IAnsiConsole CreateTalk() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Console.Error),
        Interactive = Console.IsErrorRedirected ? InteractionSupport.No : InteractionSupport.Yes,
    });
}
