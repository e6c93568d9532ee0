namespace Parhelion.Server.Logs;

/// <summary>An exception as the log may show it: its text without tokens.</summary>
internal sealed class MaskedException(Exception fault) : Exception(TokenMask.Apply(fault.Message))
{
    public override string? StackTrace => fault.StackTrace;

    public override string ToString() => TokenMask.Apply(fault.ToString());
}
