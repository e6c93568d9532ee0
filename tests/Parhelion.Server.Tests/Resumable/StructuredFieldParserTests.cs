using Parhelion.Server.Uploads;

namespace Parhelion.Server.Tests.Resumable;

/// <summary>Structured fields (RFC 9651): what is one and what is not.</summary>
public sealed class StructuredFieldParserTests
{
    [Theory]
    [InlineData("5", 5L)]
    [InlineData("  005  ", 5L)]
    [InlineData("-5", -5L)]
    [InlineData("999999999999999", 999999999999999L)]
    [InlineData("5;a;b=2;c=\"x\\\"y\";d=?0;e=:aGk=:;f=tok/en;g=1.5;h=@12;i=%\"f%c3%bc\"", 5L)]
    [InlineData("?1", true)]
    [InlineData("?0;x", false)]
    [InlineData("?1; x=1", true)]
    public void Item_is_read(string field, object expected) => Assert.Equal(expected, StructuredFieldParser.ParseItem(field));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("5,")]
    [InlineData("5, 5")]
    [InlineData("5 5")]
    [InlineData("1000000000000000")]
    [InlineData("?")]
    [InlineData("?2")]
    [InlineData("?1;")]
    [InlineData("?1;A=1")]
    [InlineData("?1;a=")]
    [InlineData("\t?1")]
    [InlineData("\"open")]
    [InlineData("\"\\x\"")]
    [InlineData(":aGk")]
    [InlineData(":a b:")]
    [InlineData("1.")]
    [InlineData("1.2345")]
    [InlineData("@1.5")]
    [InlineData("%\"open")]
    [InlineData("(1 2)")]
    [InlineData("{}")]
    public void Malformed_item_is_none(string field) => Assert.Null(StructuredFieldParser.ParseItem(field));

    [Theory]
    [InlineData("1.5")]
    [InlineData("\"5\"")]
    [InlineData("five")]
    [InlineData("@5")]
    public void Item_of_another_type_is_no_number(string field) => Assert.False(StructuredFieldParser.ParseItem(field) is long or bool);

    [Fact]
    public void Dictionary_is_read()
    {
        var members = StructuredFieldParser.ParseDictionary("sha-256=:aGk=:;x=1 ,\tb, sha-512=1, sha-512=2")!;

        Assert.Equal("hi"u8.ToArray(), members["sha-256"]);
        Assert.Equal((true, 2L), (members["b"], members["sha-512"]));
        Assert.Empty(StructuredFieldParser.ParseDictionary("")!);
    }

    [Theory]
    [InlineData("a,")]
    [InlineData("a=,b")]
    [InlineData(",a")]
    [InlineData("a b")]
    [InlineData("A=1")]
    [InlineData("a=(1 2)")]
    public void Malformed_dictionary_is_none(string field) => Assert.Null(StructuredFieldParser.ParseDictionary(field));
}
