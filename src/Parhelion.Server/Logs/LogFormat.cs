namespace Parhelion.Server.Logs;

/// <summary>How the console log is written.</summary>
internal enum LogFormat
{
    /// <summary>One line of text for each event.</summary>
    Text,

    /// <summary>One JSON object in a line for each event.</summary>
    Json,
}
