namespace Parhelion.Server.Logs;

/// <summary>Wraps an exception for the log, and masks the tokens in its text (<see cref="TokenMask"/>).</summary>
internal sealed class MaskedException(Exception fault) : Exception(TokenMask.Apply(fault.Message))
{
    public override string? StackTrace => fault.StackTrace;

    public override string ToString() => TokenMask.Apply(fault.ToString());
}
