using CsCheck;
using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;
using Parhelion.Core.Webhooks;

namespace Parhelion.Core.Tests.Serving;

public sealed class MediaPathTests
{
    private const string App = "66f0c1d2e3a4b5c6d7e8f901";
    private const string Conversation = "66f0c2aa01b2c3d4e5f60718";
    private static readonly MediaUrls Urls = new(new Uri("https://media.example.org/files"), [new Uri("http://old.example.org")]);

    [Fact]
    public void Media_url_round_trips_any_file_name() =>
        Gen.String.Where(raw => FileName.TryParse(raw, out _)).Sample(raw =>
        {
            var path = new MediaPath(App, Conversation, BlobKey.New(), FileName.Parse(CleanOf(raw)).Value);
            Assert.True(Urls.TryParse(Urls.Format(path), out var parsed));
            Assert.Equal(path, parsed);
        });

    [Theory]
    [InlineData("https://media.example.org/files/apps/66f0c1d2e3a4b5c6d7e8f901/AAAAAAAAAAAAAAAAAAAAAAAA/a.png", true)]
    [InlineData("http://old.example.org/apps/66f0c1d2e3a4b5c6d7e8f901/AAAAAAAAAAAAAAAAAAAAAAAA/a.png", true)]
    [InlineData("https://MEDIA.example.org:443/files/apps/66f0c1d2e3a4b5c6d7e8f901/AAAAAAAAAAAAAAAAAAAAAAAA/a.png", true)]
    [InlineData("http://media.example.org/files/apps/66f0c1d2e3a4b5c6d7e8f901/AAAAAAAAAAAAAAAAAAAAAAAA/a.png", false)]
    [InlineData("https://media.example.org/apps/66f0c1d2e3a4b5c6d7e8f901/AAAAAAAAAAAAAAAAAAAAAAAA/a.png", false)]
    [InlineData("https://media.example.org.evil.example/files/apps/66f0c1d2e3a4b5c6d7e8f901/AAAAAAAAAAAAAAAAAAAAAAAA/a.png", false)]
    [InlineData("https://media.example.org/files/apps/66f0c1d2e3a4b5c6d7e8f901/AAAAAAAAAAAAAAAAAAAAAAAA/a.png?x=1", false)]
    [InlineData("https://media.example.org/files/apps/66f0c1d2e3a4b5c6d7e8f901/short/a.png", false)]
    [InlineData("https://media.example.org/files/apps/66F0C1D2E3A4B5C6D7E8F901/AAAAAAAAAAAAAAAAAAAAAAAA/a.png", false)]
    [InlineData("https://media.example.org/files/apps/66f0c1d2e3a4b5c6d7e8f901/AAAAAAAAAAAAAAAAAAAAAAAA/", false)]
    [InlineData("https://media.example.org/files/apps/66f0c1d2e3a4b5c6d7e8f901/AAAAAAAAAAAAAAAAAAAAAAAA/a/b.png", false)]
    [InlineData("ftp://media.example.org/files", false)]
    [InlineData("nonsense", false)]
    public void Only_urls_of_our_form_below_our_bases_are_ours(string url, bool ours) => Assert.Equal(ours, Urls.TryParse(url, out _));

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("%2E")]
    [InlineData(".%2e")]
    public void Dots_are_no_file_name(string name)
    {
        Assert.False(MediaPath.TryParseTarget($"/apps/{App}/AAAAAAAAAAAAAAAAAAAAAAAA/{name}", out _, out _));
        Assert.False(MediaPath.TryParseEncoded($"/apps/{App}/AAAAAAAAAAAAAAAAAAAAAAAA/{name}", out _));
    }

    [Fact]
    public void Host_that_is_no_name_is_not_ours()
    {
        var longest = string.Concat(Enumerable.Repeat("e.", 200)) + "é.example";

        Assert.False(Urls.TryParse($"https://{longest}/files/apps/{App}/AAAAAAAAAAAAAAAAAAAAAAAA/a.png", out _));
        Assert.True(PublicAddressRules.NamesPrivateAddress(new Uri($"https://{longest}/hook")));
    }

    [Fact]
    public void Encoded_slash_stays_part_of_the_name()
    {
        Assert.True(Urls.TryParse($"https://media.example.org/files/apps/{App}/AAAAAAAAAAAAAAAAAAAAAAAA/a%2Fb.png", out var path));
        Assert.Equal("a/b.png", path.FileName);
    }

    private static string CleanOf(string raw) => FileName.TryParse(raw, out var name) ? name.Value : throw new InvalidOperationException();
}
