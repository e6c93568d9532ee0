namespace Parhelion.Server.Configuration;

/// <summary>Shortens the message of an exception, so that a sentence for operators can quote it.</summary>
internal static class ExceptionText
{
    /// <summary>Returns the first line of the message without a full stop, to be quoted in a sentence.</summary>
    public static string Quote(Exception fault) => fault.Message.Split('\n')[0].TrimEnd('\r', '.', ' ');
}
