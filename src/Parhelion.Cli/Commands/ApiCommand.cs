using System.CommandLine;
using System.Net.Http.Headers;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Commands;

/// <summary>The command <c>api METHOD PATH</c>: sends any call of the API with the key, and prints the response.</summary>
internal static class ApiCommand
{
    private const string AppPlaceholder = "{appId}";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

    private static readonly Argument<string> Method = new("method") { Description = "GET, POST, PUT, PATCH, DELETE or HEAD." };
    private static readonly Argument<string> Path = new("path") { Description = "The path below /v2. {appId} stands for the app." };

    private static readonly Option<string[]> Fields = new("--field", "-f")
    {
        Description = "Add a field to the JSON body: name=text, or name:=value for a number, true, false, null, an array or an object. May be repeated.",
        HelpName = "FIELD",
    };

    private static readonly Option<string?> Input = new("--input")
    {
        Description = "File with the body, or - for standard input.",
        HelpName = "FILE",
    };

    private static readonly Option<string> ContentType = new("--content-type")
    {
        Description = "Media type of the body.",
        DefaultValueFactory = _ => "application/json",
        HelpName = "TYPE",
    };

    private static readonly Option<bool> Include = new("--include", "-i")
    {
        Description = "Print the status and the headers of the response to stderr.",
    };

    public static Command Create()
    {
        Method.CompletionSources.Add(Methods);
        return CommandSession.Define(
            new ToolCommand(
                "api", "Send a request to any path of the API, authenticated with the key, and print the response.",
                "parhelion api GET 'apps/{appId}/users?page[size]=10'",
                "parhelion api POST 'apps/{appId}/users' -f externalId=ada -f 'profile:={\"givenName\":\"Ada\"}'",
                "parhelion api PATCH 'apps/{appId}' --input changes.json")
            {
                Method, Path, Fields, Input, ContentType, Include,
            },
            RunAsync);
    }

    private static async Task<int> RunAsync(CommandSession session, CancellationToken cancellationToken)
    {
        var method = session.Value(Method).ToUpperInvariant();
        if (!Methods.Contains(method, StringComparer.Ordinal)) throw new UsageException($"'{session.Value(Method)}' is not a method. Methods: {string.Join(", ", Methods)}");
        StandardOutput.RequireOpen();
        var path = session.Value(Path);
        if (path.Contains(AppPlaceholder, StringComparison.Ordinal)) path = path.Replace(AppPlaceholder, Uri.EscapeDataString(session.Connection.AppId), StringComparison.Ordinal);
        var api = session.Connection.CreateRawApi();
        using var request = new HttpRequestMessage(new HttpMethod(method), api.UrlOf(path)) { Content = Content(session) };
        using var response = await api.SendAsync(request, cancellationToken);
        if (session.Value(Include)) Say(session.Terminal, response);
        await ResponseOutput.PrintAsync(response, cancellationToken);
        if (response.IsSuccessStatusCode) return ExitCodes.Done;
        session.Terminal.Fail(new ErrorReport
        {
            Message = $"{method} {TerminalText.Of(path)}: {(int)response.StatusCode} {TerminalText.Of(response.ReasonPhrase ?? "")}",
            ExitCode = ExitCodes.OfStatus((int)response.StatusCode),
            Status = (int)response.StatusCode,
        });
        return ExitCodes.OfStatus((int)response.StatusCode);
    }

    private static HttpContent? Content(CommandSession session)
    {
        var (fields, input) = (session.Value(Fields) ?? [], session.Value(Input));
        if (fields.Length > 0 && input is not null) throw new UsageException("Set the body with either --field or --input.");
        HttpContent? content = input switch
        {
            _ when fields.Length > 0 => new ByteArrayContent(JsonFields.ToJson(fields)),
            null => null,
            StandardInput.Argument => new StreamContent(StandardInput.Open()),
            _ => new StreamContent(File.OpenRead(input)),
        };
        if (content is null) return null;
        content.Headers.ContentType = MediaTypeHeaderValue.TryParse(session.Value(ContentType), out var type)
            ? type
            : throw new UsageException($"'{session.Value(ContentType)}' is not a media type.");
        return content;
    }

    private static void Say(Terminal terminal, HttpResponseMessage response)
    {
        terminal.Say($"HTTP/{response.Version} {(int)response.StatusCode} {TerminalText.Of(response.ReasonPhrase ?? "")}");
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers)) terminal.Say($"{name}: {TerminalText.Of(string.Join(", ", values))}");
    }
}
