namespace Parhelion.Server.Configuration;

/// <summary>Text of exceptions, for sentences that operators read.</summary>
internal static class ErrorText
{
    /// <summary>Returns the first line of the message without a full stop, to be quoted in a sentence.</summary>
    public static string Quote(Exception fault) => fault.Message.Split('\n')[0].TrimEnd('\r', '.', ' ');
}
