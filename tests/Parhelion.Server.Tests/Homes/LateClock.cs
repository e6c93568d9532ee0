namespace Parhelion.Server.Tests.Homes;

/// <summary>A clock that is late.</summary>
internal sealed class LateClock(TimeSpan behind) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - behind;
}
