namespace Parhelion.Server.Access;

/// <summary>The id and the secret of one API key. <c>ToString</c> leaves out the secret.</summary>
internal sealed record KeyAndSecret(string KeyId, string Secret)
{
    public override string ToString() => KeyId;
}
