using Parhelion.Core.Uploading;

namespace Parhelion.Core.Tests.Uploading;

public class FileTypesTests
{
    [Fact]
    public void Published_list_has_62_extensions() =>
        Assert.Equal(62, AllowedFileTypes.DefaultExtensions.Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void Extensions_are_allowed_in_any_case()
    {
        var types = new AllowedFileTypes(["PNG"]);

        Assert.True(types.AllowsExtension("png"));
        Assert.True(types.AllowsExtension("Png"));
        Assert.False(types.AllowsExtension("gif"));
        Assert.False(types.AllowsExtension(""));
        Assert.Equal("image/png", types.MediaTypeOf("pNg"));
        Assert.Null(types.MediaTypeOf("gif"));
        Assert.True(types.AllowsMediaType("image/png"));
        Assert.False(types.AllowsMediaType("image/gif"));
    }

    [Fact]
    public void Unknown_extensions_are_all_named_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => new AllowedFileTypes(["png", "exe", ".jpg"]));

        Assert.Contains("\"exe\", \".jpg\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Own_extensions_come_with_their_type_beside_the_list_or_alone()
    {
        var beside = new AllowedFileTypes([AllowedFileTypes.AllDefaults, "WEBA=Audio/WebM"]);
        Assert.Equal("audio/webm", beside.MediaTypeOf("weba"));
        Assert.Equal("image/png", beside.MediaTypeOf("png"));

        var alone = new AllowedFileTypes(["md=text/markdown"]);
        Assert.True(alone.AllowsExtension("md"));
        Assert.False(alone.AllowsExtension("txt"));
    }

    [Theory]
    [InlineData("md=", "\"md=\" is not an extension with its media type, as in md=text/markdown.")]
    [InlineData("=text/markdown", "\"=text/markdown\" is not an extension with its media type")]
    [InlineData("tar.gz=application/gzip", "\"tar.gz=application/gzip\" is not an extension with its media type")]
    [InlineData("md=text/markdown;charset=utf-8", "is not an extension with its media type")]
    [InlineData("md=text/markdown\r\nX: y", "is not an extension with its media type")]
    [InlineData("png=image/x-png", "\"png\" already has a media type, which cannot be changed.")]
    [InlineData("htm=text/html", "has a media type that programs or browsers execute; such files are refused with every extension.")]
    [InlineData("exe=application/x-msdownload", "has a media type that programs or browsers execute")]
    [InlineData("svg2=image/svg+xml", "has a media type that programs or browsers execute")]
    public void Wrong_type_of_ones_own_is_named(string entry, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new AllowedFileTypes(["png", entry])).Message, StringComparison.Ordinal);

    [Fact]
    public void Same_extension_twice_is_named() =>
        Assert.Contains("\"md\" is listed twice", Assert.Throws<ArgumentException>(() => new AllowedFileTypes(["md=text/markdown", "MD=text/plain"])).Message, StringComparison.Ordinal);
}
