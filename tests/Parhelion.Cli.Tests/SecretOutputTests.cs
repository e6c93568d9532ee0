namespace Parhelion.Cli.Tests;

/// <summary>Which commands print the secrets of webhooks, and what <c>link</c> does when one of several links fails.</summary>
public sealed class SecretOutputTests : ServerToolTests
{
    [Fact]
    public async Task Only_the_creation_of_an_integration_prints_the_secret()
    {
        var created = (await Tool.RunAsync("integrations", "create", "desk", "--target", "https://desk.example/hook", "--json")).Good().Json[0];
        var id = created.GetProperty("id").GetString()!;
        Assert.NotEmpty(created.GetProperty("webhooks")[0].GetProperty("secret").GetString()!);

        foreach (var command in (string[][])[["list"], ["get", id], ["delete", id, "--yes"]])
        {
            var webhook = (await Tool.RunAsync(["integrations", .. command, "--json"])).Good().Json[0].GetProperty("webhooks")[0];
            Assert.Equal("https://desk.example/hook", webhook.GetProperty("target").GetString());
            Assert.False(webhook.TryGetProperty("secret", out _), command[0]);
        }
    }

    [Fact]
    public async Task The_other_links_are_created_even_when_one_fails()
    {
        var url = (await Tool.RunAsync("upload", Tool.Sample("png"))).Good().Lines[0];
        var missing = url.Replace("sample.png", "other.png", StringComparison.Ordinal);

        var plain = await Tool.RunAsync("link", missing, url);
        Assert.Equal(4, plain.ExitCode);
        Assert.Single(plain.Lines);
        Assert.Contains($"{missing}: 404", plain.Error, StringComparison.Ordinal);

        var json = await Tool.RunAsync("link", missing, url, "--json");
        Assert.Equal(4, json.Json[0].GetProperty("error").GetProperty("exitCode").GetInt32());
        Assert.Equal(2, json.Lines.Length);
    }
}
