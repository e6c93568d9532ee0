using System.Net.Http.Headers;
using CsCheck;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;
using Parhelion.Core.Tests.Uploading;

namespace Parhelion.Core.Tests.Serving;

public class ContentDispositionTests
{
    [Theory]
    [InlineData("photo 1.png", "inline; filename=\"photo 1.png\"")]
    [InlineData("a;b=c,d.png", "inline; filename=\"a;b=c,d.png\"")]
    [InlineData("é.png", "inline; filename=\"_.png\"; filename*=UTF-8''%C3%A9.png")]
    [InlineData("😀.png", "inline; filename=\"_.png\"; filename*=UTF-8''%F0%9F%98%80.png")]
    [InlineData("a\"b.png", "inline; filename=\"a_b.png\"; filename*=UTF-8''a%22b.png")]
    [InlineData("50%41.png", "inline; filename=\"50_41.png\"; filename*=UTF-8''50%2541.png")]
    [InlineData("it's (1).png", "inline; filename=\"it's (1).png\"")]
    public void Header_is_ascii_and_says_the_name(string raw, string expected) =>
        Assert.Equal(expected, ContentDisposition.Format(attachment: false, Name(raw)));

    [Fact]
    public void Attachment_is_saved_not_shown() =>
        Assert.StartsWith("attachment; ", ContentDisposition.Format(attachment: true, Name("x.zip")), StringComparison.Ordinal);

    [Fact]
    public void No_name_leaves_the_disposition_alone() => Assert.Equal("inline", ContentDisposition.Format(attachment: false, default));

    [Fact]
    public void Any_name_comes_back_from_the_header() =>
        FileNameTests.AnyText.Sample(raw =>
        {
            if (!FileName.TryParse(raw, out var name))
                return true;
            var header = ContentDisposition.Format(attachment: true, name);
            var parsed = ContentDispositionHeaderValue.Parse(header);
            return header.All(c => c is >= ' ' and < '\u007F') && (parsed.FileNameStar ?? parsed.FileName?.Trim('"')) == name.Value;
        });

    private static FileName Name(string raw)
    {
        Assert.True(FileName.TryParse(raw, out var name));
        return name;
    }
}
