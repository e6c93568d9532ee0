using Parhelion.Core.Uploading;

namespace Parhelion.Core.Tests.Uploading;

public class FileTypesTests
{
    [Fact]
    public void Published_list_has_62_extensions() =>
        Assert.Equal(62, FileTypes.DefaultExtensions.Distinct(StringComparer.OrdinalIgnoreCase).Count());

    [Fact]
    public void Extensions_are_allowed_in_any_case()
    {
        var types = new FileTypes(["PNG"]);

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
        var error = Assert.Throws<ArgumentException>(() => new FileTypes(["png", "exe", ".jpg"]));

        Assert.Contains("\"exe\", \".jpg\"", error.Message, StringComparison.Ordinal);
    }
}
