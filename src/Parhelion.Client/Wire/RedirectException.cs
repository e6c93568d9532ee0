namespace Parhelion.Client.Wire;

/// <summary>Reports a redirect to <see cref="MediaReader"/>, which follows it. Callers of the client never see it.</summary>
internal sealed class RedirectException(int status, Uri target) : Exception
{
    public int Status => status;

    public Uri Target => target;
}
