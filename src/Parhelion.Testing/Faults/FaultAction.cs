namespace Parhelion.Testing.Faults;

/// <summary>What happens to a request.</summary>
/// <param name="AfterBytes">How many bytes of the body pass first: of the request if it has a body, otherwise of the response.</param>
internal abstract record FaultAction(long AfterBytes)
{
    /// <summary>How many bytes of the body pass first.</summary>
    public long AfterBytes { get; } = AfterBytes >= 0 ? AfterBytes : throw new ArgumentOutOfRangeException(nameof(AfterBytes), AfterBytes, "A number of bytes is not negative.");

    /// <summary>The request is answered with an error.</summary>
    public sealed record Fail(int Status, TimeSpan? RetryAfter, long AfterBytes) : FaultAction(AfterBytes);

    /// <summary>The request waits.</summary>
    public sealed record Wait(TimeSpan Time, long AfterBytes) : FaultAction(AfterBytes);

    /// <summary>The connection is closed without a response, or in the middle of it.</summary>
    public sealed record Cut(long AfterBytes) : FaultAction(AfterBytes);
}
