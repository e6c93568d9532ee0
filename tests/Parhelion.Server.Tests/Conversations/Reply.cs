using System.Text.Json;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>An answer of the API.</summary>
public sealed record Reply(int Status, string Body)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>Cursor paging of a list.</summary>
    public JsonElement Meta => Json.GetProperty("meta");

    /// <summary>The titles of all errors.</summary>
    public IEnumerable<string> Titles => Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("title").GetString()!);

    public override string ToString() => $"{Status} {Body}";

    /// <summary>The whole answer is this.</summary>
    public void Is(int status, string body) => Assert.Equal($"{status} {body}", ToString());

    /// <summary>The whole answer is one error.</summary>
    public void IsProblem(int status, string code, string title)
    {
        Assert.Equal(status, Status);
        var errors = Json.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("code").GetString()}: {error.GetProperty("title").GetString()}");
        Assert.Equal([$"{code}: {title}"], errors);
    }

    /// <summary>The request was refused with exactly these titles.</summary>
    public void IsBad(params IEnumerable<string> titles)
    {
        Assert.True(Status == 400, $"{Status} {Body}");
        Assert.Equal(titles, Titles);
    }

    /// <summary>Id of the one thing that was made.</summary>
    public string Created()
    {
        Assert.True(Status == 201, $"{Status} {Body}");
        return Json.EnumerateObject().First().Value.GetProperty("id").GetString()!;
    }

    /// <summary>The ids of a list, in its order.</summary>
    public List<string> Ids()
    {
        Assert.True(Status == 200, $"{Status} {Body}");
        return [.. Json.EnumerateObject().First().Value.EnumerateArray().Select(entry => entry.GetProperty("id").GetString()!)];
    }

    /// <summary>The link to a neighbouring page, or <c>null</c>.</summary>
    public string? Link(string direction) =>
        Json.TryGetProperty("links", out var links) && links.TryGetProperty(direction, out var link) ? link.GetString() : null;
}
