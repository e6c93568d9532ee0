using System.Text;
using CsCheck;
using Parhelion.Core.Naming;

namespace Parhelion.Core.Tests.Uploading;

public class FileNameTests
{
    /// <summary>Ordinary characters, the ones that names are attacked with, and any UTF-16 unit at all.</summary>
    internal static Gen<string> AnyText { get; } = Gen.OneOf(
            Gen.Char,
            Gen.OneOf(
                [.. "abc.. /\\:;%\"'*?\r\n\t\0\u007F\u0085\u200B\u200C\u200D\u202E\u2066\u2028\uFEFF\uFFFE\uD83D\uDC69\u0301é日क\u094D"]))
        .Array[0, 400]
        .Select(chars => new string(chars));

    [Theory]
    [InlineData("../../etc/passwd.png", "passwd.png")]
    [InlineData("..\\..\\x.png", "x.png")]
    [InlineData("C:\\x.png", "x.png")]
    [InlineData("C:x.png", "x.png")]
    [InlineData("C: D:x.png", "x.png")]
    [InlineData("/abs.png", "abs.png")]
    [InlineData(".htaccess.png", "htaccess.png")]
    [InlineData("  a.png. . ", "a.png")]
    [InlineData("a\0b\r\nc\u0085.png", "abc.png")]
    [InlineData("gpj.\u202Egnp.exe", "gpj.gnp.exe")]
    [InlineData("a\u200B\uFEFF\u00AD\u2066\u200Fb.png", "ab.png")]
    [InlineData("a\u2028b\u2029.png", "ab.png")]
    [InlineData("p.pn\u200Dg", "p.png")]
    [InlineData("12:30.png", "12:30.png")]
    [InlineData("a \"quoted\"; name%20.png", "a \"quoted\"; name%20.png")]
    [InlineData("👩‍👩‍👧 family.png", "👩‍👩‍👧 family.png")]
    [InlineData("می‌خواهم.pdf", "می‌خواهم.pdf")]
    [InlineData("re\u0301sume\u0301.pdf", "re\u0301sume\u0301.pdf")]
    [InlineData("日本語.txt", "日本語.txt")]
    public void Names_keep_what_people_write_and_nothing_else(string raw, string expected)
    {
        Assert.True(FileName.TryParse(raw, out var name));
        Assert.Equal(expected, name.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(". .")]
    [InlineData("folder/")]
    [InlineData("C:")]
    [InlineData("\u202E\0\u200B")]
    public void Name_of_which_nothing_is_left_is_none(string? raw) => Assert.False(FileName.TryParse(raw, out _));

    [Fact]
    public void Lone_surrogates_and_noncharacters_are_left_out()
    {
        Assert.True(FileName.TryParse("a\uD800b\uDC00c\uFFFEd\uFDD0.png", out var name));
        Assert.Equal("abcd.png", name.Value);
    }

    [Theory]
    [InlineData("a.b.PNG", "PNG")]
    [InlineData("none", "")]
    [InlineData("x.", "")]
    public void Extension_is_what_follows_the_last_dot(string raw, string expected)
    {
        Assert.True(FileName.TryParse(raw, out var name));
        Assert.Equal(expected, name.Extension);
    }

    [Fact]
    public void Default_name_is_empty()
    {
        Assert.Equal("", default(FileName).Value);
        Assert.Equal("", default(FileName).Extension);
    }

    [Fact]
    public void Long_name_keeps_its_extension()
    {
        Assert.True(FileName.TryParse(new string('x', 1000) + ".jpeg", out var name));

        Assert.Equal(FileName.MaxBytes, name.Value.Length);
        Assert.EndsWith("x.jpeg", name.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_name_is_cut_between_whole_characters()
    {
        const string family = "👩‍👩‍👧";
        Assert.True(FileName.TryParse(string.Concat(Enumerable.Repeat(family, 100)) + ".png", out var name));

        var stem = name.Value[..^".png".Length];
        Assert.Equal("", stem.Replace(family, "", StringComparison.Ordinal));
        Assert.True(Encoding.UTF8.GetByteCount(name.Value) > FileName.MaxBytes - Encoding.UTF8.GetByteCount(family));
    }

    [Fact]
    public void Endless_marks_on_one_letter_are_cut_too()
    {
        Assert.True(FileName.TryParse("a" + new string('\u0301', 1000) + ".png", out var name));

        Assert.True(Encoding.UTF8.GetByteCount(name.Value) <= FileName.MaxBytes);
        Assert.EndsWith(".png", name.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Cleaning_a_clean_name_changes_nothing() =>
        AnyText.Sample(raw => !FileName.TryParse(raw, out var name) || (FileName.TryParse(name.Value, out var again) && again == name));

    [Fact]
    public void Clean_name_is_short_and_no_path() =>
        AnyText.Sample(raw => !FileName.TryParse(raw, out var name)
            || (Encoding.UTF8.GetByteCount(name.Value) <= FileName.MaxBytes
                && !name.Value.Any(c => c is '/' or '\\' or '\u202E' || char.IsControl(c))));

    [Fact]
    public void Name_comes_back_from_its_url_segment() =>
        AnyText.Sample(raw => !FileName.TryParse(raw, out var name)
            || (Uri.UnescapeDataString(name.ToUrlSegment()) == name.Value
                && name.ToUrlSegment().All(c => char.IsAsciiLetterOrDigit(c) || "-._~%".Contains(c, StringComparison.Ordinal))));

    [Fact]
    public void Url_segment_encodes_all_but_unreserved_characters()
    {
        Assert.True(FileName.TryParse("a b~-_!*'()é.png", out var name));
        Assert.Equal("a%20b~-_%21%2A%27%28%29%C3%A9.png", name.ToUrlSegment());
    }
}
