namespace Parhelion.Sdk.Tests;

/// <summary>Calls of an SDK, made one after another by one process. A later call may use what an earlier one has answered.</summary>
internal sealed class Walk
{
    private readonly List<object> calls = [];

    public IReadOnlyList<object> Calls => calls;

    /// <summary>Calls a method of an SDK.</summary>
    public Step Call(string api, string method, params object[] args) => Add(new { api, method, args });

    /// <summary>Calls a method of an SDK, or the same request without it if the version of the SDK has no such method.</summary>
    /// <param name="api">The class.</param>
    /// <param name="method">The method.</param>
    /// <param name="args">The arguments of the method.</param>
    /// <param name="verb">The HTTP method of the request.</param>
    /// <param name="path">The segments of the path, which are encoded.</param>
    /// <param name="body">The body; <c>null</c>: none.</param>
    /// <param name="query">The query, with its question mark.</param>
    public Step CallOrRequest(string api, string method, object[] args, string verb, object[] path, object? body = null, string query = "") =>
        Add(new { api, method, args, raw = new { verb, path, body, query } });

    /// <summary>Gets a URL without credentials; the answer is its status.</summary>
    public Step Get(object url) => Add(new { get = url });

    /// <summary>Has the client use a key from now on.</summary>
    public Step Basic(string keyId, string secret) => Add(new { basic = new { username = keyId, password = secret } });

    /// <summary>Has the client use a token from now on.</summary>
    public Step Bearer(object token) => Add(new { bearer = token });

    /// <summary>Gets a URL by the client, with the cookies that it has kept; the answer is the text.</summary>
    public Step Media(object url) => Add(new { media = url });

    private Step Add(object call)
    {
        calls.Add(call);
        return new Step(calls.Count - 1);
    }
}

/// <summary>A call of a <see cref="Walk"/>.</summary>
internal sealed record Step(int Index)
{
    /// <summary>A value of the answer that is not there yet, by its path.</summary>
    public object this[params object[] path] => new Dictionary<string, object[]>(StringComparer.Ordinal) { ["$result"] = [Index, .. path] };
}
