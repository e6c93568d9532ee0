namespace Parhelion.Client.Wire;

/// <summary>Tells <see cref="MediaReader"/> to look elsewhere. Never leaves the client.</summary>
internal sealed class RedirectException(int status, Uri target) : Exception
{
    public int Status => status;

    public Uri Target => target;
}
