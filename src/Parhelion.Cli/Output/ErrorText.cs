using Parhelion.Cli.CommandLine;

namespace Parhelion.Cli.Output;

/// <summary>Turns exceptions into the sentences of error messages, without names of .NET.</summary>
internal static class ErrorText
{
    private const string SeeInner = "see inner exception";

    public static ErrorReport Report(Exception fault)
    {
        var (status, errors, requestId) = fault switch
        {
            ParhelionException call => (call.Status, call.Errors, call.RequestId),
            RefusedCallException call => (call.Status, call.Errors, call.RequestId),
            _ => (null, [], null),
        };
        return new ErrorReport
        {
            Message = TerminalText.Of(Message(fault)),
            ExitCode = ExitCodes.Of(fault),
            Status = status,
            Errors = errors is { Count: > 0 } ? errors : null,
            RequestId = requestId,
        };
    }

    private static string Message(Exception fault) => fault switch
    {
        OperationCanceledException => "Cancelled before all work was done.",
        ParhelionException call => $"{Answer(call)}{Hint(call.Status, call.Errors)}",
        RefusedCallException call => $"{call.Message}{Hint(call.Status, call.Errors)}",
        ArgumentException argument => WithoutParameter(argument),
        _ => Innermost(fault).Message,
    };

    // "415 File rejected. File type not allowed; request id 7f". The client begins with the name of its method, which the user does not know.
    private static string Answer(ParhelionException call)
    {
        string[] parts = call switch
        {
            { Status: { } status, Errors.Count: > 0 } => [$"{status} {string.Join("; ", call.Errors.Select(error => error.Title))}", .. Attempts(call), .. RequestId(call)],
            { Status: >= 300 and < 400 } => [$"{AfterName(call.Message).Replace("ParhelionClientOptions.Host", "--host", StringComparison.Ordinal)}"],
            { InnerException: { } inner } when call.Message.Contains(SeeInner, StringComparison.Ordinal) =>
                [AfterName(call.Message.Replace(inner.Message, Innermost(inner).Message, StringComparison.Ordinal))],
            _ => [AfterName(call.Message)],
        };
        return string.Join("; ", parts);
    }

    private static IEnumerable<string> Attempts(ParhelionException call) => call.Attempts > 1 ? [$"after {call.Attempts} attempts"] : [];

    private static IEnumerable<string> RequestId(ParhelionException call) => call.RequestId is { } id ? [$"request id {id}"] : [];

    private static string Hint(int? status, IReadOnlyList<ApiError> errors) => status switch
    {
        401 => ". Check that the key is correct and belongs to this host. To test it, run: parhelion doctor",
        403 => ". The key is valid, but does not have permission for this. Managing apps and keys needs an account key (act_...); an app key works for its own app only",
        415 when errors.Any(IsAboutFile) && (errors.Count == 1 || errors[0].Title.Contains("extension", StringComparison.Ordinal)) => $". Allowed: {AllowedExtensions.All}",
        413 => ". The original service accepts files of up to 50 MB",
        _ => "",
    };

    // A second entry names the type that was found, and the type that the extension takes.
    private static bool IsAboutFile(ApiError error) => error.Title?.StartsWith("File rejected", StringComparison.Ordinal) == true;

    private static string AfterName(string message)
    {
        var end = message.IndexOf(": ", StringComparison.Ordinal);
        return end > 0 && !message.AsSpan(0, end).Contains(' ') ? message[(end + 2)..] : message;
    }

    private static string WithoutParameter(ArgumentException fault)
    {
        var suffix = $" (Parameter '{fault.ParamName}')";
        return fault.Message.Replace(suffix, "", StringComparison.Ordinal).Replace("ParhelionClientOptions.", "", StringComparison.Ordinal);
    }

    private static Exception Innermost(Exception fault)
    {
        while (fault.Message.Contains(SeeInner, StringComparison.Ordinal) && fault.InnerException is { } inner) fault = inner;
        return fault;
    }
}
