namespace Parhelion.Server.Logs;

/// <summary>Format in which the console logger of .NET writes log events: text or JSON.</summary>
internal enum LogFormat
{
    /// <summary>One line of text for each event.</summary>
    Text,

    /// <summary>One JSON object in a line for each event.</summary>
    Json,
}
