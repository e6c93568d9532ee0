using System.Text.Json;

namespace Parhelion.Server.Configuration;

/// <summary>
/// Creates the application builder of the server. Also checks the listen addresses and the log levels, which are settings of the ASP.NET Core host. Throws
/// <see cref="OperatorErrorException"/> if these settings, the configuration files or the command line are wrong.
/// </summary>
internal static class HostBuilderFactory
{
    /// <summary>Creates a builder with the configuration of files, environment and command line.</summary>
    /// <param name="args">The command line, without the arguments that are not settings.</param>
    /// <exception cref="OperatorErrorException">A file cannot be read, or an argument is unknown.</exception>
    public static WebApplicationBuilder MakeBuilder(string[] args)
    {
        CommandLineSettingsCheck.Check(args);
        try
        {
            return WebApplication.CreateSlimBuilder(args);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OperatorErrorException(SentenceOf(e), e);
        }
    }

    /// <summary>Checks the settings of the host, which are outside of the section <c>Parhelion</c>.</summary>
    /// <exception cref="OperatorErrorException">A listen address or a log level is malformed.</exception>
    public static void Check(IConfiguration configuration)
    {
        string[] faults = [.. ListenAddresses.Faults(configuration), .. LogLevels(configuration)];
        if (faults.Length > 0) throw new OperatorErrorException(faults);
    }

    private static IEnumerable<string> LogLevels(IConfiguration configuration) =>
        configuration.GetSection("Logging").AsEnumerable()
            .Where(pair => pair.Value is { Length: > 0 } && pair.Key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase) && !Enum.TryParse<LogLevel>(pair.Value, ignoreCase: true, out _))
            .Select(pair => $"{pair.Key} is '{pair.Value}'; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");

    private static string SentenceOf(Exception fault) => fault switch
    {
        InvalidDataException when fault.GetBaseException() is JsonException json => $"{ExceptionText.Quote(fault)}, which is not valid JSON: {ExceptionText.Quote(json)}; correct the file.",
        InvalidDataException => $"{ExceptionText.Quote(fault)}: {ExceptionText.Quote(fault.GetBaseException())}; correct the file.",
        DirectoryNotFoundException => $"contentRoot is '{ExceptionText.Quote(fault)}', which is not a folder; choose one that exists.",
        _ => $"The configuration cannot be read: {ExceptionText.Quote(fault)}; correct the arguments, or the file appsettings.json.",
    };
}
