using Microsoft.Extensions.Logging.Console;
using Parhelion.Server.Logs;

namespace Parhelion.Server.Setup;

/// <summary>Configures the log that the server writes to standard output. Each event is one line, either text or a JSON object, with the id of the request. Tokens
/// in the messages are masked.</summary>
internal static class ConsoleLogConfiguration
{
    private const string TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] StartCategories = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    public static void AddConsoleLog(this WebApplicationBuilder builder, LogFormat format)
    {
        builder.Logging.ClearProviders();
        if (format == LogFormat.Json) builder.Logging.AddJsonConsole(console => Configure(console, TimestampFormat));
        else builder.Logging.AddSimpleConsole(ConfigureText);
        builder.Services.MaskTokens();
        builder.Logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("System", LogLevel.Warning);
        // The scope of this category would add the path, with tokens and file names, to every line. The request id has a scope of its own.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }

    private static void ConfigureText(SimpleConsoleFormatterOptions console)
    {
        Configure(console, TimestampFormat + " ");
        console.SingleLine = true;
        console.ColorBehavior = LoggerColorBehavior.Default;
    }

    private static void Configure(ConsoleFormatterOptions console, string timestampFormat)
    {
        console.UseUtcTimestamp = true;
        console.TimestampFormat = timestampFormat;
        console.IncludeScopes = true;
    }

    // Wraps the console provider, because messages of libraries and of the system can contain blob paths and media URLs.
    private static void MaskTokens(this IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ServiceType == typeof(ILoggerProvider) && service.ImplementationType == typeof(ConsoleLoggerProvider)));
        services.AddSingleton<ConsoleLoggerProvider>();
        services.AddSingleton<ILoggerProvider>(all => new MaskingLoggerProvider(all.GetRequiredService<ConsoleLoggerProvider>()));
    }

    /// <summary>Stops the host and Kestrel from logging start failures with a stack trace, because the program reports them in one sentence. A log level that
    /// the operator has set for one of them stays in force.</summary>
    /// <param name="builder">The builder of the server.</param>
    /// <param name="hasStarted">Whether the server has started.</param>
    public static void LeaveStartFaultsToTheProgram(this WebApplicationBuilder builder, Func<bool> hasStarted)
    {
        foreach (var category in StartCategories)
        {
            if (builder.Configuration[$"Logging:LogLevel:{category}"] is not null) continue;
            builder.Logging.AddFilter(category, level => level == LogLevel.Warning || (level > LogLevel.Warning && hasStarted()));
        }
    }
}
