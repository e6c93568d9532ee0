namespace Parhelion.Testing;

/// <summary>An app of a test server, with a key. Not a record: its text would show the secret.</summary>
public sealed class TestApp
{
    internal TestApp(string id, string keyId, string keySecret) => (Id, KeyId, KeySecret) = (id, keyId, keySecret);

    /// <summary>Id of the app.</summary>
    public string Id { get; }

    /// <summary>Id of the key of the app.</summary>
    public string KeyId { get; }

    /// <summary>Secret of the key of the app.</summary>
    public string KeySecret { get; }

    /// <summary>The id.</summary>
    public override string ToString() => Id;
}
