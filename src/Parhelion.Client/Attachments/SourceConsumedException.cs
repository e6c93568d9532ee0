namespace Parhelion;

/// <summary>Ends a request whose bytes cannot be read, because the source was read for an earlier one. It is not an <see cref="IOException"/>, which
/// message handlers would take for a fault of the network and repeat. Callers see a <see cref="ParhelionException"/> instead.</summary>
internal sealed class SourceConsumedException : Exception
{
    public SourceConsumedException() : base("The request was sent again, but its source can be read only once.")
    {
    }
}
